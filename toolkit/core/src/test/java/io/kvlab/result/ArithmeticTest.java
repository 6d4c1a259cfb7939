package io.kvlab.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArithmeticTest {
  private static String sitting(String processor, String instructions, String off) {
    return """
    {"machine": {"cores": 2, "processor": "%s", "instructions": "%s",
                 "settings": {"OMP_NUM_THREADS": "2"}},
     "models": {"nano": {"device": "cpu()", "precision": "float32", "switched_off": [%s]}}}
    """
        .formatted(processor, instructions, off);
  }

  @Test
  void rowsOfOneArithmeticNeedNoSentence() {
    String one = sitting("Xeon", "AVX2", "");
    assertThat(Arithmetic.notes(one)).isEmpty();
    assertThat(Arithmetic.notes("[" + one + "," + one + "]")).isEmpty();
    assertThat(Arithmetic.notes("{}")).isEmpty();
    String otherThreads = one.replace("\"2\"", "\"8\"").replace("\"cores\": 2", "\"cores\": 8");
    assertThat(Arithmetic.notes("[" + one + "," + otherThreads + "]")).isEmpty();
  }

  @Test
  void whatWasSwitchedOffIsSaidOnce() {
    String one = sitting("Zen 5", "AVX512_CORE", "\"Packed products are off.\"");
    assertThat(Arithmetic.notes("[" + one + "," + one + "]"))
        .containsExactly("Packed products are off.");
  }

  @Test
  void runsOfTwoProcessorsInstructionSetsOrDevicesSaySo() {
    String one = sitting("Xeon", "AVX512_CORE", "");
    assertThat(Arithmetic.notes("[" + one + "," + sitting("Zen 5", "AVX512_CORE", "") + "]"))
        .singleElement()
        .asString()
        .contains("different arithmetic", "Xeon with AVX512_CORE", "Zen 5 with AVX512_CORE");
    assertThat(Arithmetic.notes("[" + one + "," + sitting("Xeon", "AVX2", "") + "]"))
        .singleElement()
        .asString()
        .contains("Xeon with AVX512_CORE", "Xeon with AVX2");
    assertThat(Arithmetic.notes("[" + one + "," + one.replace("cpu()", "gpu(0)") + "]"))
        .singleElement()
        .asString()
        .contains("cpu()", "gpu(0)");
    assertThat(Arithmetic.notes("[" + one + ",{\"machine\": {\"cores\": 4}}]"))
        .singleElement()
        .asString()
        .contains("a machine that was not recorded");
  }

  @Test
  void aRunThatGoesOnElsewhereRemembersWhereItBegan() {
    String xeon = sitting("Xeon", "AVX2", "");
    String zen = sitting("Zen 5", "AVX2", "\"Packed products are off.\"");
    assertThat(Arithmetic.notes(Arithmetic.continued(xeon, xeon))).isEmpty();
    String both = Arithmetic.continued(xeon, zen);
    assertThat(Arithmetic.notes(both))
        .hasSize(2)
        .anySatisfy(note -> assertThat(note).contains("Xeon with AVX2", "Zen 5 with AVX2"));
    String thrice = Arithmetic.continued(both, xeon);
    assertThat(Arithmetic.notes(thrice)).hasSize(2);
    assertThat(Arithmetic.continued(thrice, xeon)).isEqualTo(thrice);
  }
}
