package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvlab.internal.torch.Processor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The line {@code arithmetic} of real processes. */
class DoctorTest {
  private static String report(Map<String, String> environment, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DoctorProbe.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String arithmetic(String report) {
    return report
        .lines()
        .filter(line -> line.contains(" arithmetic: "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line on arithmetic in:\n" + report));
  }

  @Test
  void productsAndGenerationsAreComputedAndKernelsNamed() throws IOException {
    String report = report(Map.of());
    assertThat(arithmetic(report))
        .startsWith("fine arithmetic: " + Processor.here().instructions())
        .contains("packed products are right", "72 tokens of nano on cpu() are those of float64");
    assertThat(report)
        .startsWith("kvlab under test")
        .contains("processor: ", "flags: ", "libtorch: ", "os.name: ", "time zone: ");
    String home = System.getProperty("user.home");
    assertThat(report.lines().filter(line -> line.contains(home + "/"))).isEmpty();
  }

  @Test
  void aLimitOfInstructionsIsWhatOneDnnKeepsTo() throws IOException {
    assumeTrue(Processor.here().flags().contains("avx2"), "this processor has no AVX2");
    String line = arithmetic(report(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2")));
    assertThat(line).startsWith("fine arithmetic: AVX2,");
    String kernels = line.substring(line.indexOf('(') + 1, line.indexOf(')'));
    assertThat(kernels.toLowerCase(Locale.ROOT)).contains("avx2").doesNotContain("avx512");
  }

  @Test
  void productsThatAreWrongAreAFailureThatSaysWhatIsOffAndWhatItCosts() throws IOException {
    String line =
        arithmetic(report(Map.of(), "-Dkvlab.test.linear=/io/kvlab/model/linear_faulty.py"));
    assertThat(line)
        .startsWith("broken arithmetic: ")
        .contains("1349 x 256 wrong by", "times as long", "switched off", "answers are right")
        .doesNotContain("33 x 64 wrong");
    assertThat(line).as("nano is right all the same").doesNotContain("answers otherwise");
  }

  @Test
  void aReportHasNoNameOfAUser() {
    assertThat(
            MachineReport.withoutNames(
                "store /home/ada/kvlab, data /mnt/ada/data: ada", "/home/ada", "ada"))
        .isEqualTo("store ~/kvlab, data /mnt/USER/data: ada");
  }
}
