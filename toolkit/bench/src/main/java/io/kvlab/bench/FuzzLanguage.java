package io.kvlab.bench;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.Help;
import io.kvlab.dsl.ast.Program;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of the language: its own random texts, and examples with poison of other languages. */
final class FuzzLanguage implements FuzzTarget {
  private static final List<String> FOREIGN =
      List.of(
          "val x = %s",
          "import java.io.*; %s",
          "${System.exit(0)} %s",
          "%s && rm -rf ~",
          "%s | sh",
          "fun f() { %s }",
          "@file:DependsOn(\"a:b:1\")\n%s",
          "compress %s on %s");

  private final List<String> examples =
      Help.statements().stream().flatMap(topic -> topic.examples().stream()).toList();

  @Override
  public String name() {
    return "language";
  }

  @Override
  public byte[] input(SplittableRandom random) {
    String example = examples.get(random.nextInt(examples.size()));
    return Mutations.utf8(
        switch (random.nextInt(200)) {
          case 0 -> Mutations.poison(random).repeat(random.nextInt(200_000));
          case 1 -> (example + "\n").repeat(random.nextInt(20_000));
          case 2 -> "compress " + "ada(".repeat(random.nextInt(100_000));
          case 3 -> "x = ".repeat(random.nextInt(100_000));
          case 4, 5, 6, 7, 8 -> "\u0000own random texts\u0000" + random.nextLong();
          default ->
              random.nextBoolean()
                  ? Mutations.text(example, random)
                  : FOREIGN
                      .get(random.nextInt(FOREIGN.size()))
                      .replace("%s", Mutations.text(example, random));
        });
  }

  @Override
  public boolean accepts(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.startsWith("\u0000own random texts\u0000")) {
      return ownTexts(text);
    }
    Dsl.looksLikeStatement(text);
    try {
      Program program = Dsl.parse(text);
      if (!Dsl.parse(Formatter.format(program)).equals(program)) {
        throw new IllegalStateException("formatting changed the meaning");
      }
      return true;
    } catch (DslException e) {
      if (e.rendered().isBlank()) {
        throw new IllegalStateException("refused without a sentence", e);
      }
      return false;
    }
  }

  private static boolean ownTexts(String text) {
    ParserFuzz.Figures figures =
        ParserFuzz.run(50, Long.parseLong(text.substring(text.lastIndexOf('\0') + 1)));
    if (figures.failed() > 0) {
      throw new IllegalStateException(figures.failures().get(0));
    }
    return true;
  }
}
