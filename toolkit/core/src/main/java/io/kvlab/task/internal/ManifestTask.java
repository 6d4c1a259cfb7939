package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Scoring;
import io.kvlab.manifest.Split;
import io.kvlab.task.Prompt;
import io.kvlab.task.Region;
import io.kvlab.task.Score;
import io.kvlab.task.Task;
import io.kvlab.task.TaskOptions;
import io.kvlab.task.TaskProvenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The one implementation of a task: an entry of the manifest, interpreted. */
public final class ManifestTask implements Task {
  private final Dataset dataset;
  private final TaskProvenance provenance;
  private final List<Row> rows;
  private final Templates templates;
  private final ShotSupply shots;
  private final Scorer scorer;

  private ManifestTask(
      Dataset dataset, TaskProvenance provenance, List<Row> rows, ShotSupply shots) {
    this.dataset = dataset;
    this.provenance = provenance;
    this.rows = rows;
    this.templates = new Templates(dataset);
    this.shots = shots;
    this.scorer = new Scorer(dataset.scoring(), dataset.stops());
  }

  /** Opens a dataset: reads its rows and those its shots come from. */
  public static ManifestTask open(Dataset dataset, TaskOptions options) {
    Split split = split(dataset, dataset.evaluate());
    Loaded loaded =
        load(dataset, split, options, Optional.ofNullable(options.files().get(dataset.name())));
    if (loaded.rows.isEmpty()) {
      throw KvlabException.run("'%s' has no rows".formatted(dataset.name()));
    }
    TaskProvenance provenance =
        new TaskProvenance(
            dataset.source(),
            dataset.revision(),
            loaded.sha256,
            dataset.licence(),
            dataset.version());
    ShotSupply shots =
        ShotSupply.of(
            dataset, name -> load(dataset, split(dataset, name), options, Optional.empty()).rows);
    return new ManifestTask(dataset, provenance, loaded.rows, shots);
  }

  private static Split split(Dataset dataset, String name) {
    return Optional.ofNullable(dataset.splits().get(name))
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "%s: '%s' has no split '%s'"
                        .formatted(dataset.declaredIn(), dataset.name(), name)));
  }

  private record Loaded(List<Row> rows, String sha256) {}

  private static Loaded load(
      Dataset dataset, Split split, TaskOptions options, Optional<Path> instead) {
    RowReader reader = new RowReader(split);
    if (instead.isPresent()) {
      DataFolder.Content content = DataFolder.read(instead.get());
      reader.add(content);
      return new Loaded(reader.rows(), content.sha256());
    }
    DataFolder folder = new DataFolder(options.dataFolders());
    StringBuilder sums = new StringBuilder();
    String only = "";
    for (DataFile file : split.files()) {
      DataFolder.Content content = folder.read(dataset.name(), file);
      reader.add(content);
      only = content.sha256();
      sums.append(only).append("  ").append(file.path()).append('\n');
    }
    return new Loaded(
        reader.rows(),
        split.files().size() == 1
            ? only
            : DataFolder.sha256(sums.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String name() {
    return dataset.name();
  }

  @Override
  public String capability() {
    return dataset.capability();
  }

  @Override
  public TaskProvenance provenance() {
    return provenance;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int defaultShots() {
    return dataset.shots().byDefault();
  }

  @Override
  public Prompt prompt(int index, int count) {
    Row row = row(index);
    PromptBuilder builder = new PromptBuilder();
    templates.system(row).ifPresent(t -> builder.add(Region.Kind.SYSTEM, t));
    templates.instruction(row).ifPresent(t -> builder.add(Region.Kind.INSTRUCTION, t));
    shots.take(row, count).forEach(shot -> builder.add(Region.Kind.SHOT, shot));
    templates.context(row).ifPresent(t -> builder.add(Region.Kind.CONTEXT, t));
    builder.add(Region.Kind.QUESTION, templates.question(row));
    return builder.build(templates.id(row), templates.golds(row).get(0));
  }

  @Override
  public Score score(int index, String completion) {
    List<String> golds = templates.golds(row(index));
    return scorer.manyAnswers()
        ? scorer.many(completion, scorer.goldParts(golds.get(0)))
        : scorer.one(completion, golds);
  }

  private Row row(int index) {
    if (index < 0 || index >= rows.size()) {
      throw KvlabException.usage(
          "'%s' has examples 0 to %d, not %d".formatted(name(), rows.size() - 1, index));
    }
    return rows.get(index);
  }

  @Override
  public List<String> stops() {
    return dataset.stops();
  }

  @Override
  public int maxNewTokens() {
    return dataset.maxTokens();
  }

  @Override
  public String metric() {
    Scoring scoring = dataset.scoring();
    String metric = scoring.metric().name().toLowerCase(Locale.ROOT);
    return scoring.extractors().size() > 1
        ? metric + " (" + scoring.extractors().get(0).name() + ")"
        : metric;
  }
}
