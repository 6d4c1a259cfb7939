package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;

  private record Said(int code, String out, String err) {}

  private Said execute(String... arguments) {
    return captured(() -> Main.execute(arguments));
  }

  private static Said captured(IntSupplier work) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = work.getAsInt();
      return new Said(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String run(String... more) throws Exception {
    String[] arguments = {
      "--store",
      folder.resolve("runs.db").toString(),
      "--device",
      "cpu",
      "--format",
      "json",
      "compress random ratio 0.5 on facts-mini with nano limit 2"
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    Said said = execute(all);
    assertThat(said.code()).as(said.err()).isZero();
    return new JsonMapper().readTree(said.out()).path("run").asText();
  }

  @Test
  void freshStartsOver() throws Exception {
    String first = run();
    assertThat(first).isNotEmpty();
    assertThat(run()).isEqualTo(first);
    assertThat(run("--fresh")).isNotEqualTo(first);
  }

  @Test
  void memoryThatRunsOutIsASentence() {
    Said said = captured(() -> Main.report(new OutOfMemoryError("Java heap space")));
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).startsWith("kvlab: the memory does not suffice").hasLineCount(1);
    Said threads =
        captured(() -> Main.report(new OutOfMemoryError("unable to create native thread: x")));
    assertThat(threads.err()).startsWith("kvlab: the system allows no further threads");
  }

  @Test
  void textOfShellsAndOfKotlinIsRefusedWithASentence() {
    for (String text :
        new String[] {
          "compress snapkv ratio 0.1 on $(id) with nano",
          "compress `id` ratio 0.1 on gsm-mini with nano",
          "val x = 1",
          "compress snapkv && rm -rf / on gsm-mini",
          "compress \"${System.exit(0)}\" ratio 0.1 on gsm-mini with nano"
        }) {
      Said said = execute("--store", folder.resolve("runs.db").toString(), text);
      assertThat(said.code()).as(text).isEqualTo(2);
      assertThat(said.err()).as(text).startsWith("kvlab: line 1, column ").contains("^");
      assertThat(said.err()).doesNotContain("\tat ");
    }
  }
}
