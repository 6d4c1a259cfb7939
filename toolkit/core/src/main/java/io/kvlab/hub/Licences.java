package io.kvlab.hub;

import io.kvlab.KvlabException;
import io.kvlab.hub.transfer.HubOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Shows the licence of what is fetched, once a machine. */
public final class Licences {
  private final Path shown;
  private final Consumer<String> out;

  /**
   * @param options whose cache remembers what was shown
   * @param out told each sentence
   */
  public Licences(HubOptions options, Consumer<String> out) {
    this.shown = options.cache().resolve("licences-shown");
    this.out = out;
  }

  /** Shows a licence unless it was shown before. */
  synchronized void show(String name, String licence, String page) {
    String line = name + ": " + licence;
    try {
      if (Files.exists(shown) && Files.readAllLines(shown).contains(line)) {
        return;
      }
      out.accept("%s is under this licence: %s (%s)".formatted(name, licence, page));
      Files.createDirectories(shown.getParent());
      Files.writeString(shown, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw KvlabException.run(
          shown + " cannot be written; set KVLAB_CACHE to a folder of yours", e);
    }
  }
}
