package io.kvlab.template.run;

import io.kvlab.template.TemplateException;
import io.kvlab.template.builtin.Lazy;
import io.kvlab.template.syntax.Expr;
import io.kvlab.template.syntax.Stmt;
import io.kvlab.template.syntax.Target;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Generator;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Namespace;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs statements: they write text and set variables. */
public final class Interpreter implements Stmt.Cases<Interpreter.Frame, Interpreter.Flow> {
  private static final int MACROS = 200;

  /** Where a statement writes and what it sees. */
  record Frame(Scope scope, TextBuilder out) {
    Frame inner() {
      return new Frame(scope.inner(), out);
    }
  }

  /** How a statement ends. */
  enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Meter meter;
  private final Evaluator evaluator;
  private final Scope top;
  private int line;
  private int calls;

  private Interpreter(Meter meter, Scope top) {
    this.meter = meter;
    this.evaluator = new Evaluator(meter);
    this.top = top;
  }

  /** Renders a template: functions, then variables, which win. */
  public static Text render(
      List<Stmt> template,
      Map<String, Value> functions,
      Map<String, Value> variables,
      Meter meter) {
    Scope context = Scope.outermost(functions).inner();
    variables.forEach(context::set);
    context.set("self", new TemplateReference());
    Interpreter interpreter = new Interpreter(meter, context.inner());
    TextBuilder out = new TextBuilder(meter);
    try {
      interpreter.all(template, new Frame(interpreter.top, out));
    } catch (TemplateException e) {
      throw e.at(interpreter.line);
    } catch (StackOverflowError e) {
      throw TemplateException.limit("the template nests or calls itself too deep")
          .at(interpreter.line);
    }
    return out.toText();
  }

  private Flow all(List<Stmt> statements, Frame frame) {
    for (Stmt statement : statements) {
      meter.step();
      line = statement.line();
      Flow flow = statement.match(this, frame);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  // A body's text, with variables of its own.
  private Text captured(List<Stmt> body, Scope scope) {
    TextBuilder out = new TextBuilder(meter);
    all(body, new Frame(scope, out));
    return out.toText();
  }

  @Override
  public Flow data(Stmt.Data stmt, Frame frame) {
    frame.out().append(stmt.text());
    return Flow.ON;
  }

  @Override
  public Flow print(Stmt.Print stmt, Frame frame) {
    frame.out().append(Repr.str(meter, evaluator.value(stmt.value(), frame.scope())));
    return Flow.ON;
  }

  @Override
  public Flow ifs(Stmt.If stmt, Frame frame) {
    for (Stmt.Branch branch : stmt.branches()) {
      line = branch.line();
      if (evaluator.value(branch.condition(), frame.scope()).truth()) {
        return all(branch.body(), frame);
      }
    }
    return all(stmt.otherwise(), frame);
  }

  @Override
  public Flow loop(Stmt.For stmt, Frame frame) {
    return loop(stmt, frame, evaluator.value(stmt.elements(), frame.scope()), 0);
  }

  private Flow loop(Stmt.For stmt, Frame frame, Value elements, int depth) {
    Value source = passing(stmt, frame.scope(), elements);
    Optional<LoopValue.Recursion> recursion =
        stmt.recursive()
            ? Optional.of(
                (deeper, level) ->
                    called(
                        () -> {
                          TextBuilder out = new TextBuilder(meter);
                          loop(stmt, new Frame(frame.scope(), out), deeper, level);
                          return out.toText();
                        }))
            : Optional.empty();
    LoopValue loop = new LoopValue(source, source.iterate(meter), meter, depth, recursion);
    boolean ran = false;
    while (loop.hasNext()) {
      meter.step();
      Frame body = frame.inner();
      body.scope().set("loop", loop);
      assign(stmt.target(), loop.next(), body.scope());
      Flow flow = all(stmt.body(), body);
      // As in jinja2, only a body that comes to its end counts for the loop's else.
      ran |= flow == Flow.ON;
      line = stmt.line();
      if (flow == Flow.BREAK) {
        break;
      }
    }
    return ran ? Flow.ON : all(stmt.otherwise(), frame.inner());
  }

  private Value passing(Stmt.For stmt, Scope scope, Value elements) {
    if (stmt.condition().isEmpty()) {
      return elements;
    }
    Expr condition = stmt.condition().get();
    return Generator.of(
        Lazy.filter(
            elements.iterate(meter),
            value -> {
              Scope test = scope.inner();
              assign(stmt.target(), value, test);
              return evaluator.value(condition, test).truth();
            }));
  }

  private void assign(Target target, Value value, Scope scope) {
    if (target instanceof Target.Variable variable) {
      scope.set(variable.name(), value);
    } else if (target instanceof Target.Field field) {
      Value owner = scope.get(field.namespace());
      if (owner instanceof Undefined undefined) {
        throw undefined.fail();
      }
      if (!(owner instanceof Namespace namespace)) {
        throw TemplateException.runtime("cannot assign attribute on non-namespace object");
      }
      namespace.set(field.name(), value);
    } else if (target instanceof Target.Unpacked unpacked) {
      unpack(unpacked.targets(), value, scope);
    }
  }

  private void unpack(List<Target> targets, Value value, Scope scope) {
    Iterator<Value> elements = value.iterate(meter);
    List<Value> taken = new ArrayList<>();
    while (elements.hasNext() && taken.size() <= targets.size()) {
      taken.add(elements.next());
    }
    if (taken.size() != targets.size()) {
      throw TemplateException.runtime(
          taken.size() > targets.size()
              ? "too many values to unpack (expected " + targets.size() + ")"
              : "not enough values to unpack (expected "
                  + targets.size()
                  + ", got "
                  + taken.size()
                  + ")");
    }
    for (int i = 0; i < taken.size(); i++) {
      assign(targets.get(i), taken.get(i), scope);
    }
  }

  @Override
  public Flow assign(Stmt.Assign stmt, Frame frame) {
    assign(stmt.target(), evaluator.value(stmt.value(), frame.scope()), frame.scope());
    return Flow.ON;
  }

  @Override
  public Flow capture(Stmt.Capture stmt, Frame frame) {
    Scope inner = frame.scope().inner();
    TextBuilder out = new TextBuilder(meter);
    Flow flow = all(stmt.body(), new Frame(inner, out));
    if (flow != Flow.ON) {
      return flow;
    }
    Value text = out.toText();
    Value value =
        stmt.filter().isPresent() ? evaluator.filters(stmt.filter().get(), text, inner) : text;
    assign(stmt.target(), value, frame.scope());
    return Flow.ON;
  }

  @Override
  public Flow with(Stmt.With stmt, Frame frame) {
    Frame inner = frame.inner();
    for (int i = 0; i < stmt.targets().size(); i++) {
      Value value = evaluator.value(stmt.values().get(i), frame.scope());
      assign(stmt.targets().get(i), value, inner.scope());
    }
    return all(stmt.body(), inner);
  }

  @Override
  public Flow macro(Stmt.Macro stmt, Frame frame) {
    frame.scope().set(stmt.signature().name(), macro(stmt.signature(), frame.scope()));
    return Flow.ON;
  }

  private MacroValue macro(Stmt.Signature signature, Scope defined) {
    return new MacroValue(
        signature, given -> called(() -> invoke(signature, defined.inner(), given)));
  }

  private Text invoke(
      Stmt.Signature signature, Scope scope, Map<String, Optional<Value>> parameters) {
    int required = signature.parameters().size() - signature.defaults().size();
    parameters.forEach((name, value) -> value.ifPresent(given -> scope.set(name, given)));
    for (int i = 0; i < signature.parameters().size(); i++) {
      String name = signature.parameters().get(i);
      if (parameters.getOrDefault(name, Optional.empty()).isPresent()) {
        continue;
      }
      scope.set(
          name,
          i < required
              ? Undefined.of("parameter " + Repr.quoted(name) + " was not provided")
              : evaluator.value(signature.defaults().get(i - required), scope));
    }
    return captured(signature.body(), scope);
  }

  private interface Call {
    Text run();
  }

  // One macro deeper; the line is the caller's again afterwards.
  private Text called(Call call) {
    if (calls >= MACROS) {
      throw TemplateException.limit("macros call each other more than " + MACROS + " deep");
    }
    int caller = line;
    calls++;
    Text text = call.run();
    calls--;
    line = caller;
    return text;
  }

  @Override
  public Flow call(Stmt.CallBlock stmt, Frame frame) {
    Value callee = evaluator.value(stmt.call().callee(), frame.scope());
    Arguments given = evaluator.arguments(stmt.call().arguments(), frame.scope());
    Map<String, Value> named = new LinkedHashMap<>(given.named());
    if (named.put("caller", macro(stmt.caller(), frame.scope())) != null) {
      throw TemplateException.runtime("got multiple values for keyword argument 'caller'");
    }
    return written(callee.call(meter, new Arguments(given.positional(), named)), frame);
  }

  @Override
  public Flow filter(Stmt.FilterBlock stmt, Frame frame) {
    Scope inner = frame.scope().inner();
    TextBuilder out = new TextBuilder(meter);
    Flow flow = all(stmt.body(), new Frame(inner, out));
    return flow == Flow.ON
        ? written(evaluator.filters(stmt.filter(), out.toText(), inner), frame)
        : flow;
  }

  // What blocks give is written as it is, so it has to be a text.
  private Flow written(Value value, Frame frame) {
    if (!(value instanceof Text text)) {
      throw TemplateException.runtime("a block gives a " + value.type() + " where a str is needed");
    }
    frame.out().append(text);
    return Flow.ON;
  }

  @Override
  public Flow scope(Stmt.Scoped stmt, Frame frame) {
    return all(stmt.body(), frame.inner());
  }

  @Override
  public Flow block(Stmt.Block stmt, Frame frame) {
    Scope seen = stmt.scoped() ? frame.scope() : top;
    return all(stmt.body(), new Frame(seen.inner(), frame.out()));
  }

  @Override
  public Flow jump(Stmt.Jump stmt, Frame frame) {
    return stmt.out() ? Flow.BREAK : Flow.CONTINUE;
  }

  @Override
  public Flow unavailable(Stmt.Unavailable stmt, Frame frame) {
    throw TemplateException.runtime(
        "the tag '" + stmt.tag() + "' is not offered to chat templates");
  }
}
