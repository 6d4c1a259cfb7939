package io.kvlab.session;

import io.kvlab.engine.RunProgress;
import io.kvlab.result.ExampleRow;
import io.kvlab.testing.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Sessions over a store of their own, with real models of the shared folder. */
final class Workshop {
  static final String STORIES = "stories260k";

  /** An earlier small model whose card states its accuracy on the items beside it. */
  static final String TRAINED = "trained";

  private Workshop() {}

  /** A session with the bundled model and suites. */
  static Session bundled(Path folder) {
    return Session.open(
        Settings.defaults()
            .with(SettingKey.STORE, folder.resolve("runs.db").toString(), "test")
            .with(SettingKey.DEVICE, "cpu", "test"));
  }

  /**
   * A session that knows {@link #STORIES}, {@link #TRAINED} and the held-out items of the latter.
   */
  static Session open(Path folder) {
    Path models = folder.resolve("models");
    Path data = folder.resolve("data");
    try {
      if (!Files.exists(models)) {
        copy(Shared.path("models/stories260k"), models.resolve(STORIES), "");
        copy(Shared.path("prototypes/nano/model"), models.resolve(TRAINED), "");
        copy(Shared.path("prototypes/nano/data"), data.resolve("mini"), "-mini");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Session.open(
        Settings.defaults()
            .with(SettingKey.STORE, folder.resolve("runs.db").toString(), "test")
            .with(SettingKey.MODELS, models.toString(), "test")
            .with(SettingKey.DATA, data.toString(), "test")
            .with(SettingKey.DEVICE, "cpu", "test"));
  }

  private static void copy(Path from, Path to, String suffix) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        Files.copy(file, to.resolve(name.substring(0, dot) + suffix + name.substring(dot)));
      }
    }
  }

  /** The grid of the last statement of {@code text}. */
  static Grid grid(Session session, String text) {
    List<Outcome> outcomes = session.execute(text, RunProgress.SILENT);
    return ((Outcome.Experiment) outcomes.get(outcomes.size() - 1)).grid();
  }

  /** What was measured for a row. */
  static ExampleRow.Measured measured(ExampleRow row) {
    return row.measured().orElseThrow();
  }
}
