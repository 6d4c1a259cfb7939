package io.kvlab.jupyter.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.dsl.Dsl;
import io.kvlab.jupyter.internal.kernel.CellParts.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellPartsTest {
  private static List<Part> parts(String cell) {
    return CellParts.of(cell, text -> Dsl.looksLikeStatement(Placeholders.bare(text)));
  }

  @Test
  void aCellThatBeginsWithAStatementIsTheLanguage() {
    String cell = "# a first look\ngrid = compress snapkv ratio 0.1\n  on gsm-mini with nano";
    assertThat(parts(cell)).containsExactly(new Part(true, cell, 0));
  }

  @Test
  void anythingElseIsKotlin() {
    assertThat(parts("val x = 1\nx + 1")).containsExactly(new Part(false, "val x = 1\nx + 1", 0));
    assertThat(parts("")).containsExactly(new Part(false, "", 0));
  }

  @Test
  void twoPercentSignsMakeTheWholeCellTheLanguage() {
    assertThat(parts("\n%%kv\nshow models")).containsExactly(new Part(true, "\nshow models", 5));
  }

  @Test
  void onePercentSignMakesALineOfAKotlinCellTheLanguage() {
    assertThat(parts("val x = 1\n%kv show tasks\nx"))
        .containsExactly(
            new Part(false, "val x = 1\n", 0),
            new Part(true, " show tasks\n", 13),
            new Part(false, "x", 25));
  }

  @Test
  void otherMagicsStayKotlin() {
    assertThat(parts("%use dataframe")).containsExactly(new Part(false, "%use dataframe", 0));
    assertThat(parts("%%kvx")).containsExactly(new Part(false, "%%kvx", 0));
  }

  @Test
  void aPlaceholderDoesNotHideAStatement() {
    assertThat(parts("compress {policies} ratio {ratio}").get(0).language()).isTrue();
  }

  @Test
  void commentsOfKotlinMayStandBeforeAStatementAndBetween() {
    assertThat(parts("// a look\nshow models\n// and\nshow tasks"))
        .containsExactly(new Part(true, "#  a look\nshow models\n#  and\nshow tasks", 0));
    assertThat(parts("/* a\n   look */ show models").get(0).language()).isTrue();
    assertThat(parts("// a look\nval x = 1").get(0).language()).isFalse();
  }

  @Test
  void aLineOfTheLanguageMayBeIndented() {
    assertThat(parts("  %kv show tasks")).containsExactly(new Part(true, " show tasks", 5));
  }

  @Test
  void insideOfBracesItStaysWhereItIs() {
    String cell = "for (r in listOf(1)) {\n  %kv show tasks\n}\n%kv show models";
    assertThat(parts(cell))
        .containsExactly(
            new Part(false, "for (r in listOf(1)) {\n  %kv show tasks\n}\n", 0),
            new Part(true, " show models", cell.length() - " show models".length()));
    assertThat(new NestedStatements().replaced("if (a) {\n  %kv show {b}\n}"))
        .isEqualTo("if (a) {\nkvLine(0, \"b\" to b)\n}");
  }

  @Test
  void bracesInTextsAndCommentsDoNotCount() {
    String cell = "val a = \"{\" // {\n/* { */ val b = '{'\n%kv show models";
    assertThat(parts(cell)).hasSize(2).last().extracting(Part::language).isEqualTo(true);
  }
}
