package io.kvlab.template.run;

import io.kvlab.template.TemplateException;
import io.kvlab.template.builtin.Access;
import io.kvlab.template.builtin.Filters;
import io.kvlab.template.builtin.Tests;
import io.kvlab.template.syntax.Expr;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Arithmetic;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Comparison;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Sequence;
import io.kvlab.template.value.Slices;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes expressions. */
final class Evaluator implements Expr.Cases<Scope, Value> {
  private final Meter meter;

  Evaluator(Meter meter) {
    this.meter = meter;
  }

  Value value(Expr expr, Scope scope) {
    meter.step();
    return expr.match(this, scope);
  }

  private List<Value> values(List<Expr> exprs, Scope scope) {
    meter.list(exprs.size());
    List<Value> values = new ArrayList<>(exprs.size());
    for (Expr expr : exprs) {
      values.add(value(expr, scope));
    }
    return values;
  }

  private Value optional(Optional<Expr> expr, Scope scope) {
    return expr.isPresent() ? value(expr.get(), scope) : None.NONE;
  }

  @Override
  public Value constant(Expr.Constant expr, Scope scope) {
    return expr.value();
  }

  @Override
  public Value name(Expr.Name expr, Scope scope) {
    return scope.get(expr.name());
  }

  @Override
  public Value collection(Expr.Collection expr, Scope scope) {
    List<Value> elements = values(expr.elements(), scope);
    return expr.tuple() ? TupleValue.of(elements) : new ListValue(elements);
  }

  @Override
  public Value dict(Expr.DictLiteral expr, Scope scope) {
    List<Map.Entry<Value, Value>> entries = new ArrayList<>();
    for (int i = 0; i < expr.keys().size(); i++) {
      Value key = value(expr.keys().get(i), scope);
      entries.add(new SimpleImmutableEntry<>(key, value(expr.values().get(i), scope)));
    }
    return Dict.of(meter, entries);
  }

  @Override
  public Value attribute(Expr.Attribute expr, Scope scope) {
    return Access.attribute(meter, value(expr.owner(), scope), expr.name());
  }

  @Override
  public Value item(Expr.Item expr, Scope scope) {
    Value owner = value(expr.owner(), scope);
    return Access.item(meter, owner, value(expr.key(), scope));
  }

  @Override
  public Value slice(Expr.Slice expr, Scope scope) {
    Value owner = value(expr.owner(), scope);
    if (expr.literal() && !(owner instanceof Text) && !(owner instanceof Sequence)) {
      return Undefined.of(owner.type() + " object has no element slice(..)");
    }
    Value start = optional(expr.start(), scope);
    Value stop = optional(expr.stop(), scope);
    return Slices.slice(meter, owner, start, stop, optional(expr.step(), scope));
  }

  @Override
  public Value call(Expr.Call expr, Scope scope) {
    Value callee = value(expr.callee(), scope);
    return callee.call(meter, arguments(expr.arguments(), scope));
  }

  Arguments arguments(Expr.CallArguments given, Scope scope) {
    List<Value> positional = values(given.positional(), scope);
    Map<String, Value> named = new LinkedHashMap<>();
    for (int i = 0; i < given.names().size(); i++) {
      named.put(given.names().get(i), value(given.named().get(i), scope));
    }
    if (given.more().isPresent()) {
      Iterator<Value> more = value(given.more().get(), scope).iterate(meter);
      while (more.hasNext()) {
        meter.list(1);
        positional.add(more.next());
      }
    }
    if (given.moreNamed().isPresent()) {
      Value more = value(given.moreNamed().get(), scope);
      if (!(more instanceof Dict dict)) {
        throw TemplateException.runtime("argument after ** must be a mapping, not " + more.type());
      }
      for (Value item : dict.items()) {
        List<Value> pair = ((TupleValue) item).elements();
        if (!(pair.get(0) instanceof Text name)) {
          throw TemplateException.runtime("keywords must be strings");
        }
        if (named.put(name.value(), pair.get(1)) != null) {
          throw TemplateException.runtime(
              "got multiple values for keyword argument " + Repr.quoted(name.value()));
        }
      }
    }
    return new Arguments(positional, named);
  }

  @Override
  public Value filter(Expr.Filter expr, Scope scope) {
    return filter(expr, value(expr.input().orElseThrow(), scope), scope);
  }

  /** A filter block's filters, the first of which has no input of its own. */
  Value filters(Expr.Filter expr, Value input, Scope scope) {
    Value before =
        expr.input().isPresent() ? filters((Expr.Filter) expr.input().get(), input, scope) : input;
    return filter(expr, before, scope);
  }

  private Value filter(Expr.Filter expr, Value input, Scope scope) {
    return Filters.find(expr.name())
        .orElseThrow(
            () ->
                TemplateException.runtime(
                    "No filter named " + Repr.quoted(expr.name()) + " found."))
        .apply(meter, input, arguments(expr.arguments(), scope));
  }

  @Override
  public Value test(Expr.Test expr, Scope scope) {
    Tests.Test test =
        Tests.find(expr.name())
            .orElseThrow(
                () ->
                    TemplateException.runtime(
                        "No test named " + Repr.quoted(expr.name()) + " found."));
    Value input = value(expr.input(), scope);
    return Bool.of(test.apply(meter, input, arguments(expr.arguments(), scope)));
  }

  @Override
  public Value binary(Expr.Binary expr, Scope scope) {
    Value left = value(expr.left(), scope);
    return Arithmetic.apply(meter, expr.operator(), left, value(expr.right(), scope));
  }

  @Override
  public Value concat(Expr.Concat expr, Scope scope) {
    List<Value> parts = values(expr.parts(), scope);
    TextBuilder out = new TextBuilder(meter);
    parts.forEach(part -> out.append(Repr.str(meter, part)));
    return out.toText();
  }

  @Override
  public Value logical(Expr.Logical expr, Scope scope) {
    Value left = value(expr.left(), scope);
    return left.truth() == expr.and() ? value(expr.right(), scope) : left;
  }

  @Override
  public Value not(Expr.Not expr, Scope scope) {
    return Bool.of(!value(expr.operand(), scope).truth());
  }

  @Override
  public Value sign(Expr.Sign expr, Scope scope) {
    return Numbers.sign(value(expr.operand(), scope), expr.minus());
  }

  @Override
  public Value compare(Expr.Compare expr, Scope scope) {
    Value left = value(expr.first(), scope);
    for (int i = 0; i < expr.operators().size(); i++) {
      Value right = value(expr.rest().get(i), scope);
      if (!compare(expr.operators().get(i), left, right)) {
        return Bool.FALSE;
      }
      left = right;
    }
    return Bool.TRUE;
  }

  private boolean compare(String operator, Value left, Value right) {
    return switch (operator) {
      case "==" -> Comparison.equal(meter, left, right);
      case "!=" -> !Comparison.equal(meter, left, right);
      case "in" -> Comparison.contains(meter, right, left);
      case "not in" -> !Comparison.contains(meter, right, left);
      default -> Comparison.ordered(meter, operator, left, right);
    };
  }

  @Override
  public Value conditional(Expr.Conditional expr, Scope scope) {
    if (value(expr.condition(), scope).truth()) {
      return value(expr.value(), scope);
    }
    return expr.otherwise().isPresent()
        ? value(expr.otherwise().get(), scope)
        : Undefined.of(
            "the inline if-expression evaluated to false and no else section was defined.");
  }
}
