package io.kvlab.internal.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The processor, and which of its instructions the libraries use: what decides the last bits of a
 * number.
 *
 * @param model as the maker names it
 * @param revision vendor, family, model and stepping, where the system tells
 * @param flags what it says it can do, as Linux spells it; empty on other systems
 */
public record Processor(String model, String revision, Set<String> flags) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** An instruction set by oneDNN's name, and what it needs beyond those before it. */
  private record InstructionSet(String name, Set<String> needs) {
    InstructionSet(String name, String... needs) {
      this(name, Set.of(needs));
    }
  }

  private static final List<InstructionSet> SETS =
      List.of(
          new InstructionSet("SSE41", "sse4_1"),
          new InstructionSet("AVX", "avx"),
          new InstructionSet("AVX2", "avx2", "fma"),
          new InstructionSet("AVX512_CORE", "avx512f", "avx512bw", "avx512vl", "avx512dq"),
          new InstructionSet("AVX512_CORE_VNNI", "avx512_vnni"),
          new InstructionSet("AVX512_CORE_BF16", "avx512_bf16"),
          new InstructionSet("AVX512_CORE_FP16", "avx512_fp16"),
          new InstructionSet("AVX512_CORE_AMX", "amx_tile", "amx_int8", "amx_bf16"),
          new InstructionSet("AVX512_CORE_AMX_FP16", "amx_fp16"));

  /** Lies beside AVX512, not before it. */
  private static final InstructionSet AVX2_VNNI = new InstructionSet("AVX2_VNNI", "avx_vnni");

  private static final Map<String, String> OTHER_NAMES =
      Map.of("AVX10_1_512", "AVX512_CORE_FP16", "AVX10_1_512_AMX", "AVX512_CORE_AMX");

  /** Variables that change which kernels the libraries choose. */
  private static final List<String> SETTINGS =
      List.of(
          "ATEN_CPU_CAPABILITY",
          "DNNL_DEFAULT_FPMATH_MODE",
          "DNNL_MAX_CPU_ISA",
          "MKL_CBWR",
          "MKL_ENABLE_INSTRUCTIONS",
          "MKL_NUM_THREADS",
          "OMP_NUM_THREADS",
          "ONEDNN_CPU_ISA_HINTS",
          "ONEDNN_DEFAULT_FPMATH_MODE",
          "ONEDNN_MAX_CPU_ISA");

  public Processor {
    flags = Set.copyOf(flags);
  }

  /** The one of this machine. */
  public static Processor here() {
    try {
      return of(Files.readAllLines(CPUINFO));
    } catch (IOException notLinux) {
      return new Processor(
          Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
              .orElse(System.getProperty("os.arch")),
          System.getProperty("os.arch"),
          Set.of());
    }
  }

  /** From what Linux tells. */
  static Processor of(List<String> cpuinfo) {
    Map<String, String> first = new LinkedHashMap<>();
    for (String line : cpuinfo) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        first.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    String arch = System.getProperty("os.arch");
    return new Processor(
        first.getOrDefault("model name", arch),
        List.of("vendor_id", "cpu family", "model", "stepping", "CPU part").stream()
            .map(key -> first.getOrDefault(key, "-"))
            .collect(Collectors.joining(" ")),
        Set.of(first.getOrDefault("flags", first.getOrDefault("Features", "")).split(" ")));
  }

  /**
   * The widest instruction set that oneDNN may use here: what the processor has, up to {@code
   * ONEDNN_MAX_CPU_ISA}.
   */
  public String instructions() {
    return instructions(
        Optional.ofNullable(System.getenv("ONEDNN_MAX_CPU_ISA"))
            .or(() -> Optional.ofNullable(System.getenv("DNNL_MAX_CPU_ISA"))));
  }

  String instructions(Optional<String> most) {
    String named = most.map(name -> name.toUpperCase(Locale.ROOT)).orElse("");
    String limit = OTHER_NAMES.getOrDefault(named, named);
    String widest = System.getProperty("os.arch");
    for (InstructionSet set : SETS) {
      if (!flags.containsAll(set.needs())) {
        break;
      }
      widest = set.name();
      if (set.name().equals(limit.equals(AVX2_VNNI.name()) ? "AVX2" : limit)) {
        break;
      }
    }
    boolean beside = widest.equals("AVX2") && !limit.equals("AVX2");
    return beside && flags.containsAll(AVX2_VNNI.needs()) ? AVX2_VNNI.name() : widest;
  }

  /** Those variables of the environment that change which kernels are used, by name. */
  public static Map<String, String> settings() {
    Map<String, String> found = new TreeMap<>();
    for (String name : SETTINGS) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> found.put(name, value));
    }
    return found;
  }

  /** One line that is the same wherever the same kernels are used. */
  public String identity() {
    return String.join(
        "\n",
        model,
        revision,
        new TreeSet<>(flags).toString(),
        settings().toString(),
        Integer.toString(Runtime.getRuntime().availableProcessors()));
  }
}
