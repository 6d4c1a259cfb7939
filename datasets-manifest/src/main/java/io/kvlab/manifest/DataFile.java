package io.kvlab.manifest;

import java.util.Optional;

/**
 * One file of a dataset or model.
 *
 * @param path where it lies below a data folder, with {@code /}; an absolute path stands for itself
 * @param url where it is fetched from; empty for a file that only the user can supply
 * @param member when {@code url} leads to an archive (zip or tar), the member that becomes this
 *     file
 * @param sha256 of the file at {@code path}; empty where it is not known beforehand
 * @param resource its name among the resources of this module, for data that ships inside
 */
public record DataFile(
    String path,
    Optional<String> url,
    Optional<String> member,
    Optional<String> sha256,
    Optional<String> resource) {
  /** This file with {@code {name}} in its path, url and member replaced. */
  public DataFile named(String name) {
    return new DataFile(
        path.replace("{name}", name),
        url.map(u -> u.replace("{name}", name)),
        member.map(m -> m.replace("{name}", name)),
        sha256,
        resource);
  }
}
