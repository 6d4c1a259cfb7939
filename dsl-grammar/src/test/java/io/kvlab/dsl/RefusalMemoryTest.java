package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a wrong text costs before it is refused: every object that was ever made is counted, so that
 * what was held at once is less.
 */
class RefusalMemoryTest {
  private static final long FLOOR = 16L << 20;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What the language loads once belongs to no text. */
  @BeforeAll
  static void warmUp() {
    assertThat(
            catchThrowableOfType(DslException.class, () -> Dsl.parse("compress snapkv ratio on x")))
        .isNotNull();
  }

  @Test
  void aWrongTextTakesNoMoreThanTwiceItsSizeOrTheFloor() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("foreign characters", "@".repeat(31_000));
    texts.put("pictures", "\ud83d\ude00".repeat(15_000));
    texts.put("open texts", "\"\n".repeat(15_000));
    texts.put("a million foreign characters", "@".repeat(1_000_000));
    texts.put("twenty million characters", "show runs\n".repeat(2_000_000));
    texts.put("right lines and a wrong one", "show runs\n".repeat(3_100) + "shw");
    texts.put("right queries and a wrong one", "baseline on a with b\n".repeat(1_500) + "x");
    texts.put("short queries and a wrong one", "baseline on a\n".repeat(2_200) + "@");
    texts.put("many numbers", "compress x(a=1,b=2) capacity 1,2,3,4 on a\n".repeat(730) + "@");
    texts.put("short lines", "x\n".repeat(15_500));
    texts.put("empty lines", "\n".repeat(31_000) + "@");
    texts.put("one word a line", "help\n".repeat(6_300) + "@");
    texts.put("statements on one line", "show runs;".repeat(3_100) + "@");
    texts.put("one long list", "compress " + "x,".repeat(990) + "y ratio on");
    texts.put("a list too long", "compress " + "snapkv, ".repeat(3_800) + "ratio");
    texts.put("a list over lines", "compress " + "a,\n\n".repeat(7_500) + "ratio");
    texts.put("numbers", "compress x capacity " + "1,".repeat(15_000) + " on");
    texts.put("a list of values", "compress x(a=[" + "1\n,1\n,".repeat(5_000) + "@");
    texts.put("nesting", "(".repeat(31_000));
    texts.put("signs", "compress a(b=" + "-".repeat(31_000));
    texts.put("results of results", "x = ".repeat(7_500));
    texts.forEach(
        (name, text) -> {
          long before = threads.getCurrentThreadAllocatedBytes();
          DslException refused = catchThrowableOfType(DslException.class, () -> Dsl.parse(text));
          long taken = threads.getCurrentThreadAllocatedBytes() - before;
          assertThat(refused).as(name).isNotNull();
          assertThat(taken).as(name).isLessThanOrEqualTo(Math.max(FLOOR, 2L * text.length()));
        });
  }
}
