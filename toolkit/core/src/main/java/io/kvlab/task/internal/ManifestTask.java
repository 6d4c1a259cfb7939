package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Judging;
import io.kvlab.manifest.Split;
import io.kvlab.task.Prompt;
import io.kvlab.task.PromptLength;
import io.kvlab.task.Region;
import io.kvlab.task.Score;
import io.kvlab.task.Task;
import io.kvlab.task.TaskOptions;
import io.kvlab.task.TaskProvenance;
import io.kvlab.task.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The one implementation of a task: an entry of the manifest, interpreted. */
public final class ManifestTask implements Task {
  private final String name;
  private final Dataset dataset;
  private final TaskProvenance provenance;
  private final List<Example> examples;
  private final Templates templates;
  private final ShotSupply shots;
  private final Scorer scorer;
  private final CodeScorer code;
  private final Optional<Function<ToIntFunction<String>, Task>> counted;

  private ManifestTask(
      String name,
      Dataset dataset,
      TaskProvenance provenance,
      List<Example> examples,
      ShotSupply shots,
      Supplier<Sandbox> sandbox,
      boolean runCode,
      Optional<Function<ToIntFunction<String>, Task>> counted) {
    this.name = name;
    this.counted = counted;
    this.dataset = dataset;
    this.provenance = provenance;
    this.templates = new Templates(dataset);
    this.examples = examples;
    this.shots = shots;
    this.scorer = new Scorer(dataset.scoring(), dataset.stops());
    this.code = new CodeScorer(dataset, templates, sandbox, runCode);
  }

  /** Opens a generated dataset. */
  public static ManifestTask generated(
      Dataset dataset, PromptLength length, Supplier<Sandbox> sandbox) {
    String parameters =
        "%s, %d tokens of the model, seed %d"
            .formatted(dataset.generator(), length.tokens(), length.seed());
    TaskProvenance provenance =
        new TaskProvenance(
            dataset.source(),
            dataset.revision(),
            Sha256.of(parameters),
            dataset.licence(),
            dataset.version());
    ShotSupply none = ShotSupply.of(dataset, name -> List.of(), file -> "");
    return new ManifestTask(
        dataset.name() + "@" + length.tokens(),
        dataset,
        provenance,
        new GeneratedRows(dataset, length),
        none,
        sandbox,
        false,
        Optional.of(
            tokens ->
                generated(
                    dataset, new PromptLength(length.tokens(), tokens, length.seed()), sandbox)));
  }

  /**
   * Opens a dataset: reads its rows and those its shots come from.
   *
   * @param sandbox opened when the first code is run
   */
  public static ManifestTask open(Dataset dataset, TaskOptions options, Supplier<Sandbox> sandbox) {
    Split split = split(dataset, dataset.evaluate());
    Loaded loaded =
        load(dataset, split, options, Optional.ofNullable(options.files().get(dataset.name())));
    if (loaded.rows.isEmpty()) {
      throw KvlabException.run(
          "'%s' has no rows; check its file and its filter in the manifest"
              .formatted(dataset.name()));
    }
    TaskProvenance provenance =
        new TaskProvenance(
            dataset.source(),
            dataset.revision(),
            loaded.sha256,
            dataset.licence(),
            dataset.version());
    DataFolder folder = new DataFolder(options.dataFolders());
    ShotSupply shots =
        ShotSupply.of(
            dataset,
            name -> load(dataset, split(dataset, name), options, Optional.empty()).rows,
            file -> DataRows.utf8(folder.read(dataset, file)));
    return new ManifestTask(
        dataset.name(),
        dataset,
        provenance,
        examples(dataset, loaded.rows),
        shots,
        sandbox,
        options.runCode(),
        Optional.empty());
  }

  private static List<Example> examples(Dataset dataset, List<Row> rows) {
    Templates templates = new Templates(dataset);
    return dataset
        .pack()
        .map(
            pack ->
                Example.packed(rows, pack, row -> templates.value(row, pack.by().orElseThrow())))
        .orElseGet(() -> Example.single(rows));
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
    DataRows reader = new DataRows(split);
    if (instead.isPresent()) {
      DataFolder.Content content = DataFolder.read(instead.get());
      reader.add(content);
      return new Loaded(reader.rows(), content.sha256());
    }
    DataFolder folder = new DataFolder(options.dataFolders());
    StringBuilder sums = new StringBuilder();
    String only = "";
    for (DataFile file : split.files()) {
      DataFolder.Content content = folder.read(dataset, file);
      reader.add(content);
      only = content.sha256();
      sums.append(only).append("  ").append(file.path()).append('\n');
    }
    String sha256 = split.files().size() == 1 ? only : Sha256.of(sums.toString());
    if (split.sha256().isPresent() && !split.sha256().get().equals(sha256)) {
      throw KvlabException.run(
          "the %d files of '%s' (%s) are not those that are meant: their common sha256 is %s, not %s; fetch them again"
              .formatted(
                  split.files().size(),
                  dataset.name(),
                  split.name(),
                  sha256,
                  split.sha256().get()));
    }
    return new Loaded(reader.rows(), sha256);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Task countedBy(ToIntFunction<String> tokens) {
    return counted.map(make -> make.apply(tokens)).orElse(this);
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
    return examples.size();
  }

  @Override
  public int defaultShots() {
    return dataset.shots().byDefault();
  }

  @Override
  public Prompt prompt(int index, int count) {
    Example example = example(index);
    Row row = example.first();
    PromptBuilder builder = new PromptBuilder();
    templates.system(row).ifPresent(t -> builder.add(Region.Kind.SYSTEM, t));
    templates.instruction(row).ifPresent(t -> builder.add(Region.Kind.INSTRUCTION, t));
    templates.context(row).ifPresent(t -> builder.add(Region.Kind.CONTEXT, t));
    shots.take(row, count).forEach(builder::shot);
    builder.add(Region.Kind.QUESTION, templates.question(example));
    String gold =
        example.rows().stream()
            .map(r -> templates.golds(r).get(0))
            .collect(Collectors.joining("\n"));
    return builder.build(templates.id(example), gold);
  }

  @Override
  public Score score(int index, String completion) {
    Example example = example(index);
    if (dataset.pack().isPresent()) {
      SortedMap<Integer, String> golds = new TreeMap<>();
      for (Row row : example.rows()) {
        golds.put(dataset.pack().get().first() + golds.size(), templates.golds(row).get(0));
      }
      return scorer.many(completion, golds);
    }
    if (code.runs()) {
      return code.score(example.first(), Thoughts.cut(completion).answer(), scorer::beforeStop);
    }
    List<String> golds = templates.golds(example.first());
    return scorer.manyAnswers()
        ? scorer.many(completion, scorer.goldParts(golds.get(0)))
        : scorer.one(completion, golds);
  }

  @Override
  public Optional<String> goldProblem(int index) {
    List<String> golds =
        example(index).rows().stream().flatMap(row -> templates.golds(row).stream()).toList();
    return scorer.manyAnswers() || golds.stream().anyMatch(scorer::canBeMet)
        ? Optional.empty()
        : Optional.of(
            "the gold answer '%s' of %s is no number, so that no answer can be right"
                .formatted(golds.get(0), templates.id(example(index))));
  }

  @Override
  public List<String> choices(int index) {
    return templates.choices(example(index).first());
  }

  @Override
  public void requireScorable() {
    code.require();
  }

  private Example example(int index) {
    if (index < 0 || index >= examples.size()) {
      throw KvlabException.usage(
          "'%s' has examples 0 to %d, not %d".formatted(name(), examples.size() - 1, index));
    }
    return examples.get(index);
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
    Judging scoring = dataset.scoring();
    Judging.Metric kind =
        code.runs() ? scoring.metric() : scoring.withoutCode().orElse(scoring.metric());
    String metric = kind.name().toLowerCase(Locale.ROOT);
    return scoring.extractors().size() > 1
        ? metric + " (" + scoring.extractors().get(0).name() + ")"
        : metric;
  }
}
