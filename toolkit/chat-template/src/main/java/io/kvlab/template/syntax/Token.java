package io.kvlab.template.syntax;

/**
 * A word of a template.
 *
 * @param text its text; of a string what it means, of a number its digits
 * @param line counted from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA("template data"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    END("end of template");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean is(Kind wanted, String word) {
    return kind == wanted && text.equals(word);
  }

  /** How a message names it. */
  String described() {
    return kind == Kind.NAME || kind == Kind.OPERATOR ? text : kind.words;
  }
}
