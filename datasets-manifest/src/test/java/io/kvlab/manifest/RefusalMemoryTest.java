package io.kvlab.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a wrong manifest costs before it is refused: every object that was ever made is counted, so
 * that what was held at once is less.
 */
class RefusalMemoryTest {
  private static final long FLOOR = 16L << 20;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @Test
  void aWrongFileTakesNoMoreThanTwiceItsSizeOrTheFloor() throws IOException {
    String entry = "datasets:\n  a:\n    ";
    Map<String, String> files = new LinkedHashMap<>();
    files.put("many mistakes", entry + mapping(990, 4));
    files.put("many wrong entries", "datasets:\n" + "  a%d: {title: 3}\n".repeat(990));
    files.put("many wrong splits", entry + "splits:\n" + "      s%d: {a: 1, b: 2}\n".repeat(990));
    files.put(
        "many wrong fields", entry + "fields:\n" + "      f%d: {a: 1, b: 2, c: 3}\n".repeat(790));
    files.put("many wrong shots", entry + "shots: {list: [\n" + "{a: 1},\n".repeat(1_500) + "]}\n");
    files.put("many unknown sections", mapping(990, 0));
    files.put("a list on one line", "datasets: [" + "1,".repeat(60_000) + "]");
    files.put("a list", "datasets: [" + "1,\n".repeat(40_000) + "]");
    files.put("a list as long as may be", "datasets: [" + "1,\n".repeat(7_900) + "]");
    files.put("quoted lines", "datasets: \"" + "x\n".repeat(60_000) + "\"");
    files.put("nested lists", "datasets: " + "[".repeat(100_000));
    files.put("nested mappings", "datasets: " + "{a: ".repeat(30_000));
    files.put("aliases", "a: &a [x,x,x,x,x,x,x,x]\nb: [" + "*a,\n".repeat(30_000) + "]\n");
    files.put("long keys", "datasets: {" + ("k".repeat(190) + "%d: x,\n").repeat(600) + "}");
    files.put("one long key", "datasets: {" + ("k".repeat(9_000) + "\n").repeat(13) + ": x}");
    files.put(
        "one long text", entry + "title: " + ("x".repeat(9_000) + "\n      ").repeat(12) + "\n");
    files.put("comments", "#x\n".repeat(40_000) + "datasets: 3");
    files.put("thirty megabytes", "# and so on\n".repeat(2_600_000));
    Manifest bundled = Manifest.bundled();
    Path file = folder.resolve("my.yaml");
    Files.writeString(file, entry + "title: x\n");
    assertThat(catchThrowableOfType(ManifestException.class, () -> bundled.and(List.of(file))))
        .as("what is loaded once belongs to no file")
        .isNotNull();
    for (Map.Entry<String, String> wrong : files.entrySet()) {
      Files.writeString(file, numbered(wrong.getValue()));
      long before = threads.getCurrentThreadAllocatedBytes();
      ManifestException refused =
          catchThrowableOfType(ManifestException.class, () -> bundled.and(List.of(file)));
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(refused).as(wrong.getKey()).isNotNull();
      assertThat(taken)
          .as(wrong.getKey())
          .isLessThanOrEqualTo(Math.max(FLOOR, 2 * Files.size(file)));
    }
  }

  private static String mapping(int entries, int indent) {
    return (" ".repeat(indent) + "k%d: x\n").repeat(entries).strip() + "\n";
  }

  /** Every {@code %d} by a number of its own. */
  private static String numbered(String text) {
    StringBuilder numbered = new StringBuilder();
    int from = 0;
    int number = 0;
    for (int at = text.indexOf("%d"); at >= 0; at = text.indexOf("%d", from)) {
      numbered.append(text, from, at).append(number++);
      from = at + 2;
    }
    return numbered.append(text.substring(from)).toString();
  }
}
