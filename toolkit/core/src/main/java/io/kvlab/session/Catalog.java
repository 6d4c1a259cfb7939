package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Vocabulary;
import io.kvlab.dsl.ast.Call;
import io.kvlab.engine.Mechanism;
import io.kvlab.hub.DataStore;
import io.kvlab.hub.Licences;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.ManifestException;
import io.kvlab.manifest.ModelEntry;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyRegistry;
import io.kvlab.report.plot.Dimension;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.task.Task;
import io.kvlab.task.TaskOptions;
import io.kvlab.task.catalog.Tasks;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Every name that a program may use, and what it stands for. */
public final class Catalog implements Vocabulary {
  private final Settings settings;
  private final Manifest manifest;
  private final Tasks tasks;
  private final DataStore data;
  private final PolicyRegistry policies;
  private final Supplier<List<Described>> results;
  private final Map<String, Task> opened = new HashMap<>();

  Catalog(Settings settings, PolicyRegistry policies, Supplier<List<Described>> results) {
    this.settings = settings;
    this.policies = policies;
    this.results = results;
    try {
      this.manifest = Manifest.bundledAnd(settings.manifest().stream().toList());
    } catch (ManifestException e) {
      throw new KvlabException(KvlabException.Kind.USAGE, String.valueOf(e.getMessage()), e);
    }
    TaskOptions options = TaskOptions.fromEnvironment().withRunCode(settings.runCode());
    options = settings.data().map(options::withData).orElse(options);
    this.tasks = new Tasks(manifest, options);
    this.data = new DataStore(manifest, HubOptions.fromEnvironment(), options.dataFolders());
  }

  @Override
  public List<Described> all(Kind kind) {
    return switch (kind) {
      case POLICY -> policies.described();
      case TASK ->
          manifest.datasets().values().stream()
              .map(d -> new Described(d.name(), d.title()))
              .toList();
      case MODEL -> models();
      case RESULT -> results.get();
      case PLOT ->
          Arrays.stream(PlotKind.values())
              .map(plot -> new Described(plot.word(), plot.description()))
              .toList();
      case COLUMN ->
          Arrays.stream(Dimension.values())
              .map(d -> new Described(d.word(), "cells differ in " + d.word()))
              .toList();
      case SETTING ->
          Arrays.stream(SettingKey.values())
              .map(k -> new Described(k.key(), k.help(), List.of(k.parameter())))
              .toList();
      case DEVICE ->
          List.of(
              new Described("cpu", "the processor"),
              new Described("gpu", "the first NVIDIA GPU"),
              new Described("auto", "a GPU where there is one"));
      case MECHANISM ->
          Arrays.stream(Mechanism.values()).map(m -> new Described(m.key(), m.help())).toList();
    };
  }

  /** Those of the manifest, and the checkpoints in the models folder. */
  private List<Described> models() {
    Map<String, Described> models = new TreeMap<>();
    for (Path folder : ModelFolders.checkpoints(settings)) {
      String name = folder.getFileName().toString();
      models.put(name, new Described(name, "checkpoint in " + folder));
    }
    manifest
        .models()
        .values()
        .forEach(m -> models.put(m.name(), new Described(m.name(), m.title())));
    return List.copyOf(models.values());
  }

  @Override
  public Optional<String> refusePath(Kind kind, String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      return Optional.of("'" + text + "' is neither a known " + kind.word() + " nor a path.");
    }
    if (kind == Kind.MODEL) {
      return ModelFolders.isCheckpoint(path)
          ? Optional.empty()
          : Optional.of(ModelFolders.refusal(path));
    }
    return Files.isRegularFile(path)
        ? Optional.empty()
        : Optional.of("There is no task and no text file '" + text + "'.");
  }

  /** Whether a dataset can be opened without fetching anything. */
  boolean present(Dataset dataset) {
    return data.present(dataset.name());
  }

  /** Whether a model can be loaded without fetching anything. */
  boolean present(ModelEntry model) {
    return new ModelFolders(manifest, settings).present(model.name());
  }

  /** The files of all datasets. */
  public DataStore data() {
    return data;
  }

  @Override
  public Optional<String> refuse(Kind kind, Call call) {
    if (kind != Kind.POLICY) {
      return Optional.empty();
    }
    try {
      policies.create(call);
      return Optional.empty();
    } catch (KvlabException wrong) {
      return Optional.of(String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public Optional<String> refuseFile(Output output, String path) {
    return OutputFiles.refusal(output, path);
  }

  /** The policy of an expression. */
  Policy policy(Call call) {
    return policies.create(call);
  }

  /** The task of a name; its data is read. */
  Task task(Call call) {
    return task(call.name().text());
  }

  /**
   * The task of a name; its data is read.
   *
   * @param tokens how long its prompts are to be, for a task that makes them of any length
   */
  Task task(Call call, Optional<Integer> tokens) {
    String name = call.name().text();
    return task(tokens.map(n -> name + "@" + n).orElse(name));
  }

  /** The task of a name; its data is read. */
  public synchronized Task task(String name) {
    Task known = opened.get(name);
    if (known != null) {
      return known;
    }
    manifest.dataset(name).ifPresent(this::fetchOwn);
    Task task = tasks.open(name);
    opened.put(name, task);
    opened.put(task.name(), task);
    return task;
  }

  /**
   * Closes the tasks that are open: a statement reads its data once, the next one reads it anew.
   */
  synchronized void closeTasks() {
    opened.clear();
  }

  /** Whether a task's data need not be looked for; false where opening it would tell. */
  boolean dataPresent(Call call) {
    return manifest.dataset(call.name().text()).filter(this::present).isPresent();
  }

  /** What a user's own manifest names by address is fetched when it is first asked for. */
  private void fetchOwn(Dataset dataset) {
    if (dataset.folder().isPresent()
        && dataset.splits().values().stream()
            .flatMap(split -> split.files().stream())
            .anyMatch(file -> file.url().isPresent())
        && !data.present(dataset.name())) {
      HubOptions hub = HubOptions.fromEnvironment();
      data.get(dataset.name(), TransferProgress.silent(), new Licences(hub, licence -> {}));
    }
  }

  /** The text file that is meant, where it is no task. */
  Optional<Path> textFile(Call call) {
    String text = call.name().text();
    return call.name().quoted() && !tasks.has(text) ? Optional.of(Path.of(text)) : Optional.empty();
  }

  /** The folder of a model's checkpoint. */
  public Path modelFolder(String name) {
    return new ModelFolders(manifest, settings).find(name);
  }

  public PolicyRegistry policies() {
    return policies;
  }

  public Manifest manifest() {
    return manifest;
  }
}
