package io.kvlab.session;

import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.Progress;
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
  static final String NANO = "trained";

  private Workshop() {}

  /** A session that knows {@link #STORIES}, {@link #NANO} and the held-out items of the latter. */
  static Session open(Path folder) {
    Path models = folder.resolve("models");
    Path data = folder.resolve("data");
    try {
      if (!Files.exists(models)) {
        Files.createDirectories(models);
        Files.createSymbolicLink(models.resolve(STORIES), Shared.path("models/stories260k"));
        Files.createSymbolicLink(models.resolve(NANO), Shared.path("prototypes/nano/model"));
        Path mini = Files.createDirectories(data.resolve("mini"));
        try (Stream<Path> files = Files.list(Shared.path("prototypes/nano/data"))) {
          for (Path file : (Iterable<Path>) files::iterator) {
            String name = file.getFileName().toString().replace(".jsonl", "-mini.jsonl");
            Files.createSymbolicLink(mini.resolve(name), file);
          }
        }
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

  /** The grid of the only statement of {@code text}. */
  static Grid grid(Session session, String text) {
    List<Outcome> outcomes = session.execute(text, Progress.SILENT);
    return ((Outcome.Experiment) outcomes.get(outcomes.size() - 1)).grid();
  }

  /** What was measured for a row. */
  static ExampleRow.Measured measured(ExampleRow row) {
    return row.measured().orElseThrow();
  }
}
