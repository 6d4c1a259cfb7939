package io.kvlab.task.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeBlockTest {
  private static final String PROMPT = "def f(x):\n    \"\"\"Adds one.\"\"\"\n";
  private static final String BODY = "    return x + 1\n";

  @Test
  void theBlockIsTakenAndWhatIsAroundItIsNot() {
    assertThat(CodeBlock.in("Here:\n\n```python\n" + PROMPT + BODY + "```\n\nIt adds."))
        .contains(PROMPT + BODY);
    assertThat(CodeBlock.in("```\n" + BODY + "```")).contains(BODY);
    assertThat(CodeBlock.in("~~~py\n" + BODY)).contains(BODY);
  }

  @Test
  void aBlockThatDefinesComesBeforeOneThatRunsAShell() {
    assertThat(
            CodeBlock.in(
                "```sh\npip install x\n```\n```python\nprint(1)\n```\n```python\n"
                    + PROMPT
                    + "```"))
        .contains(PROMPT);
  }

  @Test
  void codeWithoutFencesIsLeft() {
    assertThat(CodeBlock.in(BODY)).isEmpty();
    assertThat(CodeBlock.beforeClosing(BODY)).isEqualTo(BODY);
  }

  @Test
  void aFenceThatOnlyClosesEndsTheCode() {
    String text = BODY + "```\n\nIt adds one.";
    assertThat(CodeBlock.in(text)).isEmpty();
    assertThat(CodeBlock.beforeClosing(text)).isEqualTo(BODY);
  }

  @Test
  void aBodyWithoutIndentationIsIndentedAsThePromptIs() {
    assertThat(CodeBlock.continuing(PROMPT, "y = x\n\nreturn y + 1\n"))
        .isEqualTo("    y = x\n\n    return y + 1\n");
    assertThat(CodeBlock.continuing(PROMPT, BODY)).isEqualTo(BODY);
    assertThat(CodeBlock.continuing(PROMPT, PROMPT + BODY)).isEqualTo(PROMPT + BODY);
    assertThat(CodeBlock.continuing("Write f.", "return 1")).isEqualTo("return 1");
  }
}
