package io.kvlab.manifest;

import java.util.Optional;

/**
 * One file of a dataset or model.
 *
 * @param path where it lies below a data folder, with {@code /}; an absolute path stands for itself
 * @param member the member inside, when the file is an archive ({@code .zip}, {@code .tar}, {@code
 *     .tar.gz}); a plain {@code .gz} needs none
 * @param url where it is fetched from; empty for a file that only the user can supply
 * @param sha256 of the file as fetched; empty only in a user's own manifest
 * @param resource its name among the resources of this module, for data that ships inside
 */
public record DataFile(
    String path,
    Optional<String> member,
    Optional<String> url,
    Optional<String> sha256,
    Optional<String> resource) {}
