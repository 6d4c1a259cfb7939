package io.kvlab.dsl;

import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.internal.Cells;
import io.kvlab.dsl.internal.Keywords;
import io.kvlab.dsl.internal.Parsing;
import java.util.List;

/** The language of kvlab: where to start. All methods may be called from several threads. */
public final class Dsl {
  /** A cell's beginning says what it is; comments in front of it may be long. */
  private static final int TELLING = 10_000;

  private Dsl() {}

  /**
   * Parses any number of statements.
   *
   * @throws DslException if the text is wrong
   */
  public static Program parse(String text) {
    return Parsing.program(text);
  }

  /**
   * Parses exactly one statement.
   *
   * @throws DslException if the text is wrong
   */
  public static Statement parseStatement(String text) {
    return Parsing.statement(text);
  }

  /**
   * Parses a policy, as in {@code ada(snapkv(window=16), floor=0.2)}.
   *
   * @throws DslException if the text is wrong
   */
  public static Call parsePolicy(String text) {
    return Parsing.policy(text);
  }

  /**
   * Whether a notebook cell is meant for kvlab rather than Kotlin: whether it begins like a
   * statement. What follows may still be wrong; {@link #parse} then says so.
   *
   * <p>{@code compress snapkv}, {@code grid = compress snapkv ...} and {@code show models} are;
   * {@code val x = 1}, {@code show(x)} and {@code baseline.summary()} are not. A statement's name
   * alone is one only if it is a verb: {@code baseline} by itself may be a Kotlin value.
   */
  public static boolean looksLikeStatement(String cell) {
    return Cells.looksLikeStatement(cell.length() > TELLING ? cell.substring(0, TELLING) : cell);
  }

  /**
   * Whether a text ends inside a statement that may go on in another line: behind a comma or a
   * backslash, or within parentheses or brackets.
   */
  public static boolean isUnfinished(String text) {
    return Cells.isUnfinished(text);
  }

  /** All keywords, in the grammar's order, in lower case. */
  public static List<String> keywords() {
    return Keywords.all();
  }
}
