package io.kvlab.session;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.KvlabException;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.NativeFacts;
import io.kvlab.internal.torch.Processor;
import io.kvlab.manifest.Manifest;
import io.kvlab.model.Model;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.checkpoint.Packing;
import io.kvlab.model.checkpoint.Packing.Checked;
import io.kvlab.model.decode.Generator;
import io.kvlab.model.decode.StopRule;
import io.kvlab.session.Health.Finding;
import io.kvlab.session.Health.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Whether this machine computes what others compute: the fast products on fixed numbers, held
 * against plain ones, and generations of the bundled model, held against those of another program.
 */
final class ArithmeticCheck {
  private static final String GOLDEN = "nano-generations.json";

  /** Those of nano, and some whose rows fill no whole number of blocks of any size. */
  private static final List<long[]> SHAPES =
      List.of(
          new long[] {1024, 256},
          new long[] {256, 512},
          new long[] {1280, 256},
          new long[] {256, 640},
          new long[] {1349, 256},
          new long[] {33, 64},
          new long[] {87, 64},
          new long[] {172, 64},
          new long[] {64, 172},
          new long[] {32_001, 64});

  private ArithmeticCheck() {}

  static Finding examine() {
    List<String> problems = new ArrayList<>();
    List<String> facts = new ArrayList<>();
    facts.add(Processor.here().instructions());
    NativeFacts.threads()
        .ifPresent(threads -> facts.add(threads == 1 ? "1 thread" : threads + " threads"));
    if (Packing.usable()) {
      products(facts, problems);
    } else {
      facts.add("plain products, since this libtorch has no packed ones");
    }
    List<ModelOptions> devices = new ArrayList<>(List.of(ModelOptions.cpu()));
    if (Health.gpuUsable()) {
      devices.add(ModelOptions.gpu());
    }
    devices.forEach(options -> generations(options, facts, problems));
    return problems.isEmpty()
        ? new Finding("arithmetic", State.FINE, String.join(", ", facts))
        : new Finding("arithmetic", State.BROKEN, String.join(" ", problems));
  }

  private static void products(List<String> facts, List<String> problems) {
    List<Checked> checked = new ArrayList<>();
    List<String> kernels;
    try (NDManager manager = Libtorch.manager(Device.cpu())) {
      kernels = NativeFacts.kernels(() -> checked.addAll(Packing.check(manager, SHAPES)));
    }
    List<Checked> off = checked.stream().filter(c -> c.problem().isPresent()).toList();
    facts.add(
        (checked.size() - off.size())
            + " packed products are right"
            + (kernels.isEmpty() ? "" : " (" + String.join(", ", kernels) + ")"));
    if (!off.isEmpty()) {
      double packed = off.stream().mapToDouble(Checked::packedSeconds).sum();
      double plain = off.stream().mapToDouble(Checked::plainSeconds).sum();
      problems.add(
          String.format(
              Locale.ROOT,
              "packed products are not right here and are switched off: %s%s; answers are right"
                  + " without them, and the plain ones take %.1f times as long for eight rows."
                  + " ONEDNN_MAX_CPU_ISA=AVX2 may give them back; 'kvlab doctor --report' prints"
                  + " what a report of it needs.",
              off.stream()
                  .map(c -> c.rows() + " x " + c.inner() + " " + c.problem().orElse(""))
                  .collect(Collectors.joining(", ")),
              kernels.isEmpty() ? "" : " (" + String.join(", ", kernels) + ")",
              plain / packed));
    }
  }

  private static void generations(ModelOptions options, List<String> facts, List<String> problems) {
    Manifest manifest = Manifest.bundled();
    int compared = 0;
    try (Model model =
        Model.load(new ModelFolders(manifest, Settings.defaults()).find("nano"), options)) {
      for (JsonNode golden : golden()) {
        int[] expected = ints(golden.path("generated"));
        int[] actual =
            new Generator(model)
                .generate(List.of(ints(golden.path("prompt"))), StopRule.tokens(expected.length))
                .get(0)
                .ids();
        int same = java.util.Arrays.mismatch(expected, actual);
        if (same >= 0) {
          problems.add(
              "nano answers otherwise than it should on "
                  + options.device()
                  + ", from token "
                  + same
                  + " on: numbers computed here cannot be trusted; please report it with what"
                  + " 'kvlab doctor --report' prints.");
          return;
        }
        compared += expected.length;
      }
    } catch (KvlabException e) {
      problems.add("nano cannot be computed on " + options.device() + ": " + e.getMessage());
      return;
    }
    facts.add(compared + " tokens of nano on " + options.device() + " are those of float64");
  }

  private static Iterable<JsonNode> golden() {
    try (InputStream in = ArithmeticCheck.class.getResourceAsStream(GOLDEN)) {
      return new JsonMapper().readTree(in).path("cases");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
