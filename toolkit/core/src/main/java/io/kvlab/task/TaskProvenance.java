package io.kvlab.task;

/**
 * Where a task's rows come from.
 *
 * @param source a page or a folder
 * @param revision a commit or release of the source, or {@code none}
 * @param sha256 of the file with the evaluated rows, as read; for several files, of the lines
 *     {@code sha256 path} in order of the paths
 * @param licence of the data
 * @param version of the task's definition
 */
public record TaskProvenance(
    String source, String revision, String sha256, String licence, String version) {}
