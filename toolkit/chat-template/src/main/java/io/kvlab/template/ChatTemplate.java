package io.kvlab.template;

import io.kvlab.template.builtin.Globals;
import io.kvlab.template.run.Interpreter;
import io.kvlab.template.syntax.Checks;
import io.kvlab.template.syntax.Parser;
import io.kvlab.template.syntax.Stmt;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.Value;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chat template, read once and rendered as often as wanted, from several threads if need be. What
 * it renders is what transformers 4.57 renders with jinja2 3.1, to the character.
 */
public final class ChatTemplate {
  private static final int LONGEST = 2_000_000;

  private final List<Stmt> statements;
  private final Limits limits;

  private ChatTemplate(List<Stmt> statements, Limits limits) {
    this.statements = statements;
    this.limits = limits;
  }

  /** Reads a template; a {@link TemplateException} says what is wrong with it. */
  public static ChatTemplate parse(String source) {
    return parse(source, Limits.STANDARD);
  }

  /** Reads a template that may use this much. */
  public static ChatTemplate parse(String source, Limits limits) {
    if (source.length() > LONGEST) {
      throw TemplateException.limit("a template has at most " + LONGEST + " characters");
    }
    try {
      List<Stmt> statements = Parser.parse(source);
      Checks.check(statements);
      return new ChatTemplate(statements, limits);
    } catch (StackOverflowError e) {
      throw TemplateException.limit("the template nests too deep");
    }
  }

  /**
   * Renders it.
   *
   * @param variables texts, {@link Marked} texts, numbers, booleans, null, lists and maps of these;
   *     a name that is missing is undefined, a null is Python's None
   * @param now what {@code strftime_now} sees
   */
  public Rendering render(Map<String, ?> variables, LocalDateTime now) {
    Meter meter = new Meter(limits);
    Map<String, Value> values = new HashMap<>();
    variables.forEach((name, value) -> values.put(name, Variables.value(meter, value)));
    Text text = Interpreter.render(statements, Globals.at(now), values, meter);
    return new Rendering(
        text.value(),
        text.marks().stream()
            .map(mark -> new Rendering.Piece(mark.id(), mark.from(), mark.to(), mark.source()))
            .toList());
  }
}
