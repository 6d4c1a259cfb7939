package io.kvlab.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Instruction sets by what Linux tells of processors that are on sale. */
class ProcessorTest {
  private static final String AVX2 = "sse4_1 sse4_2 avx fma avx2 ";
  private static final String AVX512 = AVX2 + "avx512f avx512dq avx512bw avx512vl ";
  private static final String ZEN_5 = AVX512 + "avx_vnni avx512_vnni avx512_bf16";
  private static final String XEON_WITH_AMX = ZEN_5 + " avx512_fp16 amx_bf16 amx_tile amx_int8";

  private static String instructions(String flags, String limit) {
    Processor processor =
        Processor.of(
            List.of("vendor_id\t: AuthenticAMD", "model name\t: A: B", "flags\t\t: " + flags, ""));
    assertThat(processor.model()).isEqualTo("A: B");
    return processor.instructions(Optional.of(limit).filter(name -> !name.isEmpty()));
  }

  @Test
  void theWidestSetIsNamedThatNothingIsMissingFor() {
    assertThat(instructions(ZEN_5, "")).isEqualTo("AVX512_CORE_BF16");
    assertThat(instructions(XEON_WITH_AMX, "")).isEqualTo("AVX512_CORE_AMX");
    assertThat(instructions(AVX512, "")).isEqualTo("AVX512_CORE");
    assertThat(instructions(AVX2 + "avx_vnni", "")).isEqualTo("AVX2_VNNI");
    assertThat(instructions(AVX2, "")).isEqualTo("AVX2");
    assertThat(instructions("sse4_1 avx", "")).isEqualTo("AVX");
  }

  @Test
  void aLimitCountsAsOneDnnReadsIt() {
    assertThat(instructions(XEON_WITH_AMX, "avx2")).isEqualTo("AVX2");
    assertThat(instructions(XEON_WITH_AMX, "SSE41")).isEqualTo("SSE41");
    assertThat(instructions(XEON_WITH_AMX, "AVX2_VNNI")).isEqualTo("AVX2_VNNI");
    assertThat(instructions(XEON_WITH_AMX, "AVX512_CORE_BF16")).isEqualTo("AVX512_CORE_BF16");
    assertThat(instructions(XEON_WITH_AMX, "AVX10_1_512")).isEqualTo("AVX512_CORE_FP16");
    assertThat(instructions(XEON_WITH_AMX, "ALL")).isEqualTo("AVX512_CORE_AMX");
    assertThat(instructions(AVX2, "AVX512_CORE")).isEqualTo("AVX2");
  }

  @Test
  void aProcessorThatTellsNothingHasTheNameOfItsKind() {
    assertThat(instructions("", "")).isEqualTo(System.getProperty("os.arch"));
  }
}
