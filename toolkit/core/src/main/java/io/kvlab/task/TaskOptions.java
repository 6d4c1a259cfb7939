package io.kvlab.task;

import io.kvlab.hub.transfer.HubOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How tasks are opened.
 *
 * @param dataFolders folders in which files of datasets are looked for, first match wins
 * @param files for a task's name, a file to read in place of the one the manifest names
 * @param runCode whether code in completions may be executed (in a sandbox)
 */
public record TaskOptions(List<Path> dataFolders, Map<String, Path> files, boolean runCode) {
  public TaskOptions {
    dataFolders = List.copyOf(dataFolders);
    files = Map.copyOf(files);
  }

  /**
   * The folder of {@code KVLAB_DATA} when it is set, then the one that fetched datasets lie in; no
   * code is run.
   */
  public static TaskOptions fromEnvironment() {
    return new TaskOptions(
        Stream.concat(
                Optional.ofNullable(System.getenv("KVLAB_DATA")).stream().map(Path::of),
                Stream.of(HubOptions.fromEnvironment().cache().resolve("data")))
            .toList(),
        Map.of(),
        false);
  }

  /** These options with a folder that is looked in first. */
  public TaskOptions withData(Path folder) {
    List<Path> folders = new java.util.ArrayList<>(dataFolders);
    folders.add(0, folder);
    return new TaskOptions(folders, files, runCode);
  }

  /** These options with a file in place of a task's own. */
  public TaskOptions withFile(String task, Path file) {
    Map<String, Path> more = new java.util.HashMap<>(files);
    more.put(task, file);
    return new TaskOptions(dataFolders, more, runCode);
  }

  /** These options with code execution allowed or not. */
  public TaskOptions withRunCode(boolean allowed) {
    return new TaskOptions(dataFolders, files, allowed);
  }
}
