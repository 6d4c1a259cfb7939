package io.kvlab.dsl.ast;

import java.util.List;

/**
 * The statements of a text, in order.
 *
 * @param source the text; like every place it takes no part in equality
 */
public record Program(List<Statement> statements, SourceText source) {
  public Program {
    statements = List.copyOf(statements);
  }

  /** The text of one of this program's nodes, as its author wrote it. */
  public String textOf(Node node) {
    return source.slice(node.span());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Program that && statements.equals(that.statements);
  }

  @Override
  public int hashCode() {
    return statements.hashCode();
  }
}
