package io.kvlab.engine;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.internal.Sha256;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.NativeFacts;
import io.kvlab.internal.torch.Processor;
import io.kvlab.model.checkpoint.GenerationSettings;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.PlanJson;
import io.kvlab.store.Fingerprint;
import io.kvlab.task.TaskProvenance;
import io.kvlab.task.catalog.TextFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run was computed with: enough to compute it again and get the same rows. Whatever decides
 * the rows is also part of the fingerprint, by which runs are continued; the rest is said only.
 */
final class Provenance {
  /** Raised when a change of kvlab changes rows, so that older runs are not continued. */
  private static final String ROWS_VERSION = "2";

  private final ObjectNode json;
  private final Fingerprint fingerprint;

  private Provenance(ObjectNode json, Fingerprint fingerprint) {
    this.json = json;
    this.fingerprint = fingerprint;
  }

  static Provenance of(Plan plan, Workbench workbench, RunOptions options) {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("statement", plan.statement());
    json.put("seed", plan.seed());
    Map<String, String> weights = new TreeMap<>();
    Map<String, String> data = new TreeMap<>();
    ObjectNode models = json.putObject("models");
    ObjectNode tasks = json.putObject("data");
    for (Sweep sweep : plan.sweeps()) {
      ModelSource model = workbench.source(sweep.model());
      if (!models.has(sweep.model())) {
        Map<String, String> hashes =
            ModelHashes.hashes(model.folder(), workbench.cache().resolve("hashes.txt"));
        ObjectNode node = models.putObject(sweep.model());
        node.put("folder", model.folder().toString());
        node.put("precision", model.computer().precision());
        node.put("device", model.computer().device());
        List<String> passedOver = GenerationSettings.notApplied(model.folder());
        if (!passedOver.isEmpty()) {
          node.put("generation_config_not_applied", String.join(", ", passedOver));
        }
        ObjectNode files = node.putObject("sha256");
        hashes.forEach(files::put);
        hashes.forEach((file, hash) -> weights.put(sweep.model() + "/" + file, hash));
        weights.put(sweep.model() + "/precision", model.computer().precision());
      }
      template(sweep, model)
          .ifPresent(
              hash -> {
                ((ObjectNode) models.get(sweep.model())).put("chat_template", hash);
                weights.put(sweep.model() + "/chat " + sweep.work().name(), hash);
              });
      describe(sweep, workbench, tasks, data);
    }
    ObjectNode versions = json.putObject("versions");
    versions.put("kvlab", version());
    versions.put("rows", ROWS_VERSION);
    versions.put("libtorch", Libtorch.VERSION);
    versions.put("djl", Engine.getDjlVersion());
    versions.put("jvm", Runtime.version().toString());
    describeMachine(json.putObject("machine"));
    List<String> without = without(options);
    if (!without.isEmpty()) {
      ArrayNode node = json.putArray("without");
      without.forEach(node::add);
    }
    Fingerprint fingerprint =
        Fingerprint.builder()
            .json("plan", PlanJson.write(new Plan("", plan.seed(), plan.sweeps())))
            .all("weights", weights)
            .all("data", data)
            .text("code", ROWS_VERSION)
            .build();
    return new Provenance(json, fingerprint);
  }

  /** What makes runs fast and was not used, by the names of the language. */
  private static List<String> without(RunOptions options) {
    List<String> without = new ArrayList<>();
    for (Mechanism mechanism : Mechanism.values()) {
      if (!options.mechanisms().contains(mechanism)) {
        without.add(mechanism.key());
      }
    }
    if ("off".equals(System.getenv("KVLAB_CUDA_GRAPHS"))) {
      without.add("cuda-graphs");
    }
    return without;
  }

  private static void describeMachine(ObjectNode machine) {
    Processor processor = Processor.here();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("processor", processor.model());
    machine.put("instructions", processor.instructions());
    Map<String, String> settings = Processor.settings();
    if (!settings.isEmpty()) {
      ObjectNode node = machine.putObject("settings");
      settings.forEach(node::put);
    }
  }

  // The model's own template stands among its files; another one is named by its content here.
  private static Optional<String> template(Sweep sweep, ModelSource model) {
    return sweep.work() instanceof Answers answers
            && answers.protocol().chat().template().isPresent()
        ? model.chat(answers.protocol().chat()).map(chat -> Sha256.of(chat.source()))
        : Optional.empty();
  }

  private static void describe(
      Sweep sweep, Workbench workbench, ObjectNode tasks, Map<String, String> data) {
    Source source =
        sweep.work().match(answers -> Source.of(workbench, answers), text -> Source.of(text));
    tasks.set(sweep.work().name(), source.node());
    data.put(source.name(), source.identity());
  }

  /**
   * Where the data of a work is from.
   *
   * @param identity equal for equal data
   */
  private record Source(String name, String identity, ObjectNode node) {
    static Source of(Workbench workbench, Answers answers) {
      TaskProvenance source = workbench.task(answers.name()).provenance();
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("source", source.source());
      node.put("revision", source.revision());
      node.put("sha256", source.sha256());
      node.put("licence", source.licence());
      node.put("version", source.version());
      return new Source(answers.name(), source.sha256() + " version " + source.version(), node);
    }

    static Source of(Fidelity text) {
      String hash = TextFiles.read(text.file()).sha256();
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("file", text.file().toString());
      node.put("sha256", hash);
      return new Source(text.file().toString(), hash, node);
    }
  }

  private static String version() {
    return Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  /** This provenance as the store has it, which knows of earlier sittings of the run. */
  Provenance stored(String provenance) {
    try {
      return new Provenance((ObjectNode) new JsonMapper().readTree(provenance), fingerprint);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** This provenance with what really computes a model's rows. */
  Provenance computing(String model, RowSink.Computer with) {
    ObjectNode copy = json.deepCopy();
    if (copy.path("models").path(model) instanceof ObjectNode node) {
      node.put("precision", with.precision());
      node.put("device", with.device());
      if (!with.switchedOff().isEmpty()) {
        ArrayNode off = node.putArray("switched_off");
        with.switchedOff().forEach(off::add);
      }
    }
    copy.withObject("/versions").put("libtorch", Libtorch.engine().getVersion());
    ObjectNode machine = copy.withObject("/machine");
    NativeFacts.vectors().ifPresent(vectors -> machine.put("vectors", vectors));
    NativeFacts.threads().ifPresent(threads -> machine.put("threads", threads));
    return new Provenance(copy, fingerprint);
  }

  /** This provenance with how long the run took. */
  Provenance finished(double seconds) {
    ObjectNode copy = json.deepCopy();
    copy.put("seconds", seconds);
    return new Provenance(copy, fingerprint);
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  /** Everything as one JSON document. */
  String json() {
    return json.toString();
  }
}
