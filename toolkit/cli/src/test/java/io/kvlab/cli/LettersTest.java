package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Letters beyond ASCII in real processes of every locale. What is run is ASCII itself, with the
 * bytes escaped, so that the locale of the tests does not matter.
 */
class LettersTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void thereIsBash() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "skipped: there is no bash");
    assumeTrue(
        bash(Path.of("."), Map.of("LC_ALL", "C.UTF-8"), "locale charmap").out().equals("UTF-8\n"),
        "skipped: this system has no locale C.UTF-8");
  }

  /** What the launcher does before it starts Java, and what Java then makes of its locale. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LC_ALL=C",
        "LC_ALL=POSIX LANG=C.UTF-8",
        "LANG=C",
        "LC_ALL=C.UTF-8",
        "LANG=en_US.UTF-8", // not installed in containers
        "LANG=xx_XX.UTF-8 LC_CTYPE=C.UTF-8",
        "LC_ALL=de_DE"
      })
  void theLauncherStartsJavaWithUtf8WhateverTheLocale(String locale) throws Exception {
    Ended ended =
        bash(
            folder,
            variables(locale),
            "set -euo pipefail\n"
                + launcherFunction()
                + "letters_in_utf8\n"
                + JAVA
                + " -XshowSettings:properties -version");
    assertThat(ended.err()).contains("sun.jnu.encoding = UTF-8");
  }

  @Test
  void aLocaleWithUtf8IsLeftAsItIs() throws Exception {
    Ended ended =
        bash(
            folder,
            Map.of("LANG", "C.UTF-8"),
            launcherFunction() + "letters_in_utf8; echo \"$LANG ${LC_ALL-none} ${LC_CTYPE-none}\"");
    assertThat(ended.out()).isEqualTo("C.UTF-8 none none\n");
  }

  @Test
  void aJavaStartedWithoutUtf8RefusesWhatItWouldLose() throws Exception {
    Ended argument =
        bash(folder, Map.of("LC_ALL", "C"), main() + " generate --text $'Zo\\xc3\\xab'");
    assertThat(argument.code()).isEqualTo(2);
    assertThat(argument.out()).isEmpty();
    assertThat(argument.err().lines()).hasSize(1);
    assertThat(argument.err()).contains("holds letters that are lost", "LC_ALL=C.UTF-8");
    Ended variable =
        bash(
            folder,
            Map.of("LC_ALL", "POSIX"),
            "export KVLAB_DATA=$'/gr\\xc3\\xb6\\xc3\\x9fe'; " + main() + " help");
    assertThat(variable.code()).isEqualTo(2);
    assertThat(variable.err()).contains("the variable KVLAB_DATA holds letters that are lost");
    Ended file =
        bash(
            folder,
            Map.of("LC_ALL", "C"),
            "printf 'baseline on \"gr\\xc3\\xb6\\xc3\\x9fe.txt\" with nano' | "
                + main()
                + " run -");
    assertThat(file.code()).isEqualTo(2);
    assertThat(file.err()).contains("größe.txt", "LC_ALL=C.UTF-8");
    Ended plain = bash(folder, Map.of("LC_ALL", "C"), main() + " help");
    assertThat(plain.code()).isZero();
    assertThat(plain.out()).contains("compress");
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedWhereverTheyComeFrom() throws Exception {
    Map<String, String> utf8 = Map.of("LC_ALL", "C.UTF-8");
    Ended argument = bash(folder, utf8, main() + " generate --text $'Zo\\xeb'");
    assertThat(argument.code()).isEqualTo(2);
    assertThat(argument.err()).contains("The command line is not UTF-8 text");
    Ended input = bash(folder, utf8, "printf 'help # \\xeb' | " + main() + " run -");
    assertThat(input.code()).isEqualTo(2);
    assertThat(input.err()).contains("Standard input is not UTF-8 text");
  }

  @Test
  void filesOfEveryKindMayHaveAnyLetters() throws Exception {
    String letters = "gr\u00f6\u00dfe \u4f60\u597d \ud83d\ude42";
    String script =
        """
        name=$'gr\\xc3\\xb6\\xc3\\x9fe \\xe4\\xbd\\xa0\\xe5\\xa5\\xbd \\xf0\\x9f\\x99\\x82'
        mkdir "$name" && cd "$name"
        for i in 1 2 3 4 5 6 7 8; do echo 'The sky is blue and the grass is green.'; done > "$name.txt"
        printf '%s\\n' "a = compress streamingllm ratio 0.5 on \\"$name.txt\\" with nano context 24 continuation 8 windows 1
        plot degradation of a by ratio save \\"$name.html\\"
        export a to \\"$name.csv\\"" > "$name.kv"
        """
            + main().replace(" io.kvlab", " -Djava.io.tmpdir=\"$PWD\" io.kvlab")
            + " --store \"$name/runs.db\" --device cpu run \"$name.kv\"";
    Ended ended = bash(folder, Map.of("LC_ALL", "C.UTF-8"), script);
    assertThat(ended.code()).as(ended.err()).isZero();
    Ended found = bash(folder, Map.of("LC_ALL", "C.UTF-8"), "ls *; ls */*/");
    assertThat(found.out())
        .contains(letters + ".html", letters + ".csv", letters + ".txt", "runs.db");
    assertThat(ended.out()).contains(letters);
  }

  private static String launcherFunction() throws IOException {
    String launcher = Files.readString(Path.of("..", "..", "kvlab"));
    int from = launcher.indexOf("letters_in_utf8() {");
    return launcher.substring(from, launcher.indexOf("\n}\n", from) + 3);
  }

  private static String main() {
    return JAVA
        + " -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '"
        + System.getProperty("java.class.path")
        + "' "
        + Main.class.getName();
  }

  private static Map<String, String> variables(String text) {
    Map<String, String> variables = new TreeMap<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(" ")) {
      variables.put(one.replaceFirst("=.*", ""), one.replaceFirst(".*=", ""));
    }
    return variables;
  }

  private static Ended bash(Path folder, Map<String, String> locale, String script)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(List.of("/bin/bash", "-c", script));
    builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    builder.environment().putAll(locale);
    Path out = Files.createTempFile("letters", ".out");
    Path err = Files.createTempFile("letters", ".err");
    try {
      Process process =
          builder
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int code = process.waitFor();
      return new Ended(code, read(out), read(err));
    } finally {
      for (Path file : List.of(out, err)) {
        Files.delete(file);
      }
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
