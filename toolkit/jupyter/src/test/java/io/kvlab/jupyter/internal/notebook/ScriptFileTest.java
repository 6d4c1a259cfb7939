package io.kvlab.jupyter.internal.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptFileTest {
  /** As nbconvert writes the cells of a notebook. */
  @Test
  void cellsAreFoundAgain() {
    assertThat(
            ScriptFile.cells(
                """
                val limit = 4

                fun f(): Int {
                  val a = 1

                  return a
                }

                g = compress snapkv
                  ratio 0.3 on gsm-mini with nano limit {limit}

                plot degradation of g

                g.summary().rowCount()
                """))
        .containsExactly(
            "val limit = 4\n\nfun f(): Int {\n  val a = 1\n\n  return a\n}",
            "g = compress snapkv\n  ratio 0.3 on gsm-mini with nano limit {limit}",
            "plot degradation of g",
            "g.summary().rowCount()\n");
  }
}
