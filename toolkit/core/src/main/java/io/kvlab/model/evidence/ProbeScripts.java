package io.kvlab.model.evidence;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scripts of probes as one source: the functions of each under names of their own, and {@code
 * probe_layer}, which hands every function what it asks for.
 */
public final class ProbeScripts {
  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^def (\\w+)\\(([^)]*)\\)\\s*->\\s*([^\\n]+):\\s*$");

  private static final Pattern COMMENT = Pattern.compile("#[^\n]*");

  /** What scripts may ask for, as {@code probe_layer} knows it. */
  private static final Map<String, String> ARGUMENTS = new LinkedHashMap<>();

  /** Those that a block of queries has its part of, with the dimension of the queries. */
  private static final Map<String, Integer> BY_QUERY =
      Map.of("x", 0, "h", 0, "q_raw", 1, "k_raw", 1, "q", 1, "k", 1, "v", 1, "o", 1);

  static {
    for (String tensor : BY_QUERY.keySet()) {
      ARGUMENTS.put(tensor, tensor);
    }
    ARGUMENTS.put("keys", "keys");
    ARGUMENTS.put("values", "values");
    ARGUMENTS.put("output", "plain(weights[first + ATTENTION_OUT], x.size(1), HEADS * VALUE_DIM)");
    ARGUMENTS.put("frequency", "frequency_of(frequency, l, b)");
    ARGUMENTS.put("amplitude", "amplitude_of(l)");
    ARGUMENTS.put("scale", "ATTENTION_SCALE");
    ARGUMENTS.put("layer", "l");
    ARGUMENTS.put("layers", "LAYERS");
    ARGUMENTS.put("past", "past");
    ARGUMENTS.put("length", "length");
    ARGUMENTS.put("start", "looks[1]");
    ARGUMENTS.put("stop", "looks[2]");
  }

  private static final String HEAD =
      """
      def frequency_of(frequency: List[Tensor], l: int, b: int) -> Tensor:
        ropes = ROPES
        if ropes[l] < 0:
          return torch.zeros_like(frequency[0])
        own = frequency[ropes[l]]
        if own.dim() == 2:
          return own[b]
        return own


      def amplitude_of(l: int) -> float:
        ropes = ROPES
        amplitudes = ROPE_AMPLITUDES
        if ropes[l] < 0:
          return 1.
        return amplitudes[ropes[l]]


      def probe_layer(l: int, past: int, read: int, looks: List[int], b: int, x: Tensor, h: Tensor, q_raw: Tensor, k_raw: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, keys: Tensor, values: Tensor, weights: List[Tensor], first: int, windowed: int, frequency: List[Tensor], states: List[List[Tensor]], given: List[Tensor]) -> Tuple[List[List[Tensor]], List[Tensor]]:
        made = annotate(List[List[Tensor]], [])
        found = annotate(List[Tensor], [])
        windows = WINDOWS
        window = windows[l] if windowed == 1 else 0
        length = looks[0] if looks[0] > 0 else read
        t = x.size(0)
        most = 67108864 if q.is_cuda else 4194304
        step = max(1, most // max(1, q.size(0) * keys.size(1)))
        sink = torch.empty([0], dtype=6, device=q.device)
        if HAS_SINKS == 1:
          sink = weights[first + SINKS]
      """;

  private ProbeScripts() {}

  /** A function of a script: its parameters, in order. */
  private record Function(String name, List<String> parameters) {}

  /** The joined source; also what the decoder needs of it where there is no probe. */
  public static String join(List<Probe> probes) {
    StringBuilder source = new StringBuilder();
    StringBuilder body = new StringBuilder(HEAD);
    int tensors = 0;
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      String script = COMMENT.matcher(probe.script()).replaceAll("");
      Map<String, Function> functions = functions(script, probe);
      String prefix = "probe" + i + "_";
      source.append(renamed(script, functions, prefix)).append("\n\n");
      Map<String, String> arguments = arguments(probe, tensors);
      tensors += (int) tensors(probe).count();
      body.append(calls(probe, functions, prefix, arguments, i));
    }
    return source.append(body).append("  return (made, found)\n").toString();
  }

  /** The tensors that probes bring along, in the order in which the joined source has them. */
  public static List<ProbeTensor> tensors(List<Probe> probes) {
    return probes.stream().flatMap(ProbeScripts::tensors).toList();
  }

  /** Whether a script of these has a parameter of that name. */
  public static boolean asksFor(List<Probe> probes, String argument) {
    return probes.stream()
        .anyMatch(
            probe ->
                functions(COMMENT.matcher(probe.script()).replaceAll(""), probe).values().stream()
                    .anyMatch(function -> function.parameters().contains(argument)));
  }

  private static java.util.stream.Stream<ProbeTensor> tensors(Probe probe) {
    return Arrays.stream(components(probe))
        .filter(component -> component.getType() == ProbeTensor.class)
        .map(component -> (ProbeTensor) value(probe, component));
  }

  private static RecordComponent[] components(Probe probe) {
    RecordComponent[] components = probe.getClass().getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(probe.getClass().getName() + " must be a record");
    }
    return components;
  }

  private static Object value(Probe probe, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(probe);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Function> functions(String script, Probe probe) {
    Map<String, Function> functions = new LinkedHashMap<>();
    Matcher function = FUNCTION.matcher(script);
    while (function.find()) {
      List<String> parameters = new ArrayList<>();
      Matcher name = Pattern.compile("(\\w+)\\s*:").matcher(function.group(2));
      while (name.find()) {
        parameters.add(name.group(1));
      }
      functions.put(function.group(1), new Function(function.group(1), parameters));
    }
    if (!functions.containsKey("finish")) {
      throw new IllegalArgumentException("the script of " + probe + " defines no finish");
    }
    return functions;
  }

  private static String renamed(String script, Map<String, Function> functions, String prefix) {
    String names = String.join("|", functions.keySet());
    return Pattern.compile("(?<![\\w.])(" + names + ")\\(")
        .matcher(script)
        .replaceAll(prefix + "$1(");
  }

  /** What a probe's own components are called, and their values. */
  private static Map<String, String> arguments(Probe probe, int firstTensor) {
    Map<String, String> arguments = new HashMap<>(ARGUMENTS);
    int tensor = firstTensor;
    for (RecordComponent component : components(probe)) {
      Object value = value(probe, component);
      String text;
      if (value instanceof ProbeTensor) {
        text = "given[" + tensor++ + "]";
      } else if (value instanceof Boolean flag) {
        text = flag ? "True" : "False";
      } else if (value instanceof Integer || value instanceof Long) {
        text = value.toString();
      } else if (value instanceof Double number) {
        text = Double.toString(number).replace("E", "e");
      } else {
        continue; // of use in Java alone
      }
      arguments.put(ProbeNames.snakeCase(component.getName()), text);
    }
    return arguments;
  }

  private static String calls(
      Probe probe,
      Map<String, Function> functions,
      String prefix,
      Map<String, String> arguments,
      int index) {
    String state = "state" + index;
    Map<String, String> known = new HashMap<>(arguments);
    known.put("state", state);
    StringBuilder text = new StringBuilder();
    String begun =
        Optional.ofNullable(functions.get("begin"))
            .map(begin -> call(probe, begin, prefix, known))
            .orElse("annotate(List[Tensor], [])");
    text.append("  " + state + " = " + begun + "\n");
    text.append("  if len(states) > 0:\n    " + state + " = states[" + index + "]\n");
    Function see = functions.get("see");
    if (see != null && see.parameters().contains("weights")) {
      text.append(blocks(probe, see, prefix, known, index));
    } else if (see != null) {
      text.append("  " + state + " = " + call(probe, see, prefix, known) + "\n");
    }
    text.append("  made.append(" + state + ")\n");
    String finished = call(probe, Objects.requireNonNull(functions.get("finish")), prefix, known);
    text.append("  if looks[3] == 1:\n    found.append(" + finished + ".to(6))\n");
    return text.toString();
  }

  /** Calls with the weights of one block of queries after the other. */
  private static String blocks(
      Probe probe, Function see, String prefix, Map<String, String> known, int index) {
    String at = "at" + index;
    String end = "end" + index;
    String block = "block" + index;
    Map<String, String> sliced = new HashMap<>(known);
    BY_QUERY.forEach(
        (name, dimension) ->
            sliced.put(name, name + "[" + (dimension == 0 ? "" : ":, ") + at + ":" + end + "]"));
    sliced.put("past", "past + " + at);
    sliced.put("weights", block);
    return String.format(
        Locale.ROOT,
        "  %1$s = looks[5 + (len(looks) - 5) // (1 + PROBES) + b * PROBES + %4$d]\n"
            + "  while %1$s < t:\n"
            + "    %2$s = min(t, %1$s + step)\n"
            + "    %3$s = block_weights(q[:, %1$s:%2$s], keys, past + %1$s, window, sink)\n"
            + "    state%4$d = %5$s\n"
            + "    %1$s = %2$s\n",
        at,
        end,
        block,
        index,
        call(probe, see, prefix, sliced));
  }

  private static String call(
      Probe probe, Function function, String prefix, Map<String, String> known) {
    List<String> values = new ArrayList<>();
    for (String parameter : function.parameters()) {
      String value = known.get(parameter);
      if (value == null) {
        throw new IllegalArgumentException(
            "the script of "
                + probe
                + " asks for '"
                + parameter
                + "', which is neither a component of the record nor one of "
                + String.join(", ", ARGUMENTS.keySet())
                + (function.name().equals("see") ? ", weights, state" : ", state"));
      }
      values.add(value);
    }
    return prefix + function.name() + "(" + String.join(", ", values) + ")";
  }
}
