package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kvlab.dsl.ast.Program;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Formatting keeps the meaning, and no text makes the parser fail in any other way than its own.
 */
class RoundTripTest {
  @Test
  void generatedProgramsSurviveFormattingAndParsing() {
    RandomPrograms programs = new RandomPrograms(20260101);
    for (int i = 0; i < 3000; i++) {
      Program program = programs.next();
      String formatted = Formatter.format(program);
      Program parsed = Dsl.parse(formatted);
      assertThat(parsed).as(formatted).isEqualTo(program);
      assertThat(Formatter.format(parsed)).isEqualTo(formatted);
    }
  }

  @Test
  void blanksCommentsAndTheCaseOfKeywordsChangeNothing() {
    String text =
        "grid = compress ada(snapkv(window=16), floor=0.2), h2o ratio 0.1..0.9 step 0.2 on \"/a/b\","
            + " mmlu with nano";
    String messy = "\r\n\t" + text.replace(" ", " \u00a0\t") + "  # and so on\n\n";
    for (String keyword : Dsl.keywords()) {
      messy = messy.replaceAll("\\b" + keyword + "\\b", keyword.toUpperCase(Locale.ROOT));
    }
    messy = messy.replace(",", ",\n\n ").replace("(", "(\n# open\n").replace(")", "\n)");
    assertThat(messy).contains("COMPRESS", "STEP");
    assertThat(Dsl.parse(messy)).isEqualTo(Dsl.parse(text));
  }

  @Test
  void formattingKeepsCommentsWhereTheyBelong() {
    String text =
        """
        # what is kept
        show models ; # names
        grid = compress snapkv( # inside
            window=16) ratio 0.1 on mmlu with nano# at once

        # alone
        show tasks; show runs   # two, one comment  \t
        set device "a # no comment"
        # the end""";
    String formatted =
        """
        # what is kept
        show models  # names
        # inside
        grid = compress snapkv(window=16) ratio 0.1 on mmlu with nano  # at once
        # alone
        show tasks
        show runs  # two, one comment
        set device "a # no comment"
        # the end
        """;
    assertThat(Formatter.format(Dsl.parse(text))).isEqualTo(formatted);
    assertThat(Formatter.format(Dsl.parse(formatted))).isEqualTo(formatted);
    assertThat(Formatter.format(Dsl.parse("# nothing else"))).isEqualTo("# nothing else\n");
  }

  @Test
  void nestingBeyondReasonIsRefusedWithASentence() {
    for (String open : new String[] {"ada(", "a(b=", "a(b=(", "a([", "("}) {
      String text = "compress x(" + open.repeat(5_000);
      assertThat(catchThrowableOfType(DslException.class, () -> Dsl.parse(text)).getMessage())
          .isEqualTo("Parentheses are nested more than 32 deep.");
    }
    String signs = "compress a(b=" + "-".repeat(10_000) + "1) ratio 1 on x";
    assertThat(catchThrowableOfType(DslException.class, () -> Dsl.parse(signs)).getMessage())
        .isEqualTo("These parameters hold more than 64 arithmetic signs.");
    String sum = "compress a(b=1" + "+1".repeat(10_000) + ") ratio 1 on x";
    assertThat(catchThrowableOfType(DslException.class, () -> Dsl.parse(sum)).getMessage())
        .isEqualTo("These parameters hold more than 64 arithmetic signs.");
  }

  /** The deepest value that is accepted, on the stack of an ordinary thread. */
  @Test
  void whatIsAcceptedIsNeverTooDeepToWorkWith() throws InterruptedException {
    String value = "1";
    for (int depth = 0; depth < 10; depth++) {
      value = "(a(b=[" + value + "])*1*2/3+4-5+6)";
    }
    String text = "compress a(b=" + value + ") ratio 1 on x";
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              Program program = Dsl.parse(text);
              assertThat(Dsl.parse(Formatter.format(program))).isEqualTo(program);
              assertThat(program.hashCode()).isEqualTo(Dsl.parse(text).hashCode());
              assertThat(Checker.check(program, kind -> List.of(new Described("a", ""))))
                  .isNotEmpty();
            },
            "small stack",
            1 << 20);
    thread.setUncaughtExceptionHandler((t, e) -> thrown.add(e));
    thread.start();
    thread.join();
    assertThat(thrown).isEmpty();
  }

  /** The longest text takes a tenth of a second; were a step quadratic, it would take minutes. */
  @Test
  void timeGrowsInStepWithTheText() {
    int many = 30_000 / 8;
    String[] texts = {
      "show runs\n".repeat(3_100),
      "show runs\n".repeat(3_100) + "shw",
      "compress " + "snapkv, ".repeat(many) + "x ratio 1 on y with z",
      "compress " + "snapkv, ".repeat(many) + "ratio",
      "compress x capacity " + "1, 2..3, ".repeat(many) + "4 on y with z",
      "generate \"" + "\ud83d\ude00 text ".repeat(many) + "\" with z",
      "\n".repeat(31_000),
      "# " + "x".repeat(31_000),
      "@".repeat(31_000),
      "\"".repeat(31_001),
      "(".repeat(31_000),
      "a.".repeat(15_500),
      "9".repeat(31_000),
    };
    for (String text : texts) {
      assertTimeoutPreemptively(
          Duration.ofMinutes(30), // of a thread that hangs; else what counts is its own computing
          () -> {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            try {
              Program program = Dsl.parse(text);
              assertThat(Dsl.parse(Formatter.format(program))).isEqualTo(program);
            } catch (DslException e) {
              assertThat(e.rendered()).hasSizeLessThan(1000);
            }
            long computed = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            assertThat(Duration.ofNanos(computed)).isLessThan(Duration.ofSeconds(20));
          },
          text.substring(0, 30));
    }
  }

  @Test
  void aTextBeyondTheLimitIsRefusedAtOnce() {
    assertThatThrownBy(() -> Dsl.parse("show runs\n".repeat(1_000_000)))
        .isInstanceOf(DslException.class)
        .hasMessage("The text is longer than 32000 characters; give it in several pieces.");
  }
}
