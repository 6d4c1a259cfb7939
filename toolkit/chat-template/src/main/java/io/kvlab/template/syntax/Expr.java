package io.kvlab.template.syntax;

import io.kvlab.template.value.Value;
import java.util.List;
import java.util.Optional;

/** An expression. */
public sealed interface Expr {
  /** What is done with each kind of expression. */
  interface Cases<C, R> {
    R constant(Constant expr, C context);

    R name(Name expr, C context);

    R collection(Collection expr, C context);

    R dict(DictLiteral expr, C context);

    R attribute(Attribute expr, C context);

    R item(Item expr, C context);

    R slice(Slice expr, C context);

    R call(Call expr, C context);

    R filter(Filter expr, C context);

    R test(Test expr, C context);

    R binary(Binary expr, C context);

    R concat(Concat expr, C context);

    R logical(Logical expr, C context);

    R not(Not expr, C context);

    R sign(Sign expr, C context);

    R compare(Compare expr, C context);

    R conditional(Conditional expr, C context);
  }

  /** Dispatches on the kind. */
  <C, R> R match(Cases<C, R> cases, C context);

  /** A literal. */
  record Constant(Value value) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.constant(this, context);
    }
  }

  /** A variable. */
  record Name(String name) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.name(this, context);
    }
  }

  /** A list or tuple. */
  record Collection(boolean tuple, List<Expr> elements) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.collection(this, context);
    }
  }

  /** A dict; as many keys as values. */
  record DictLiteral(List<Expr> keys, List<Expr> values) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.dict(this, context);
    }
  }

  /** {@code owner.name}. */
  record Attribute(Expr owner, String name) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.attribute(this, context);
    }
  }

  /** {@code owner[key]}. */
  record Item(Expr owner, Expr key) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.item(this, context);
    }
  }

  /**
   * {@code owner[start:stop:step]}.
   *
   * @param literal whether all of it is literals: jinja2 computes that by another way, which gives
   *     undefined for what has no slices
   */
  record Slice(
      Expr owner, Optional<Expr> start, Optional<Expr> stop, Optional<Expr> step, boolean literal)
      implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.slice(this, context);
    }
  }

  /** What stands in a call's parentheses. */
  record CallArguments(
      List<Expr> positional,
      List<String> names,
      List<Expr> named,
      Optional<Expr> more,
      Optional<Expr> moreNamed) {
    /** None. */
    public static final CallArguments NONE =
        new CallArguments(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** {@code callee(arguments)}. */
  record Call(Expr callee, CallArguments arguments) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.call(this, context);
    }
  }

  /** {@code input|name(arguments)}; without input in a filter block. */
  record Filter(Optional<Expr> input, String name, CallArguments arguments) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.filter(this, context);
    }
  }

  /** {@code input is name(arguments)}. */
  record Test(Expr input, String name, CallArguments arguments) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.test(this, context);
    }
  }

  /** Arithmetic. */
  record Binary(String operator, Expr left, Expr right) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.binary(this, context);
    }
  }

  /** {@code a ~ b ~ c}. */
  record Concat(List<Expr> parts) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.concat(this, context);
    }
  }

  /** {@code and}, {@code or}: the operand that decides. */
  record Logical(boolean and, Expr left, Expr right) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.logical(this, context);
    }
  }

  /** {@code not operand}. */
  record Not(Expr operand) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.not(this, context);
    }
  }

  /** A sign. */
  record Sign(boolean minus, Expr operand) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.sign(this, context);
    }
  }

  /** A chain of comparisons; as many operators as right sides. */
  record Compare(Expr first, List<String> operators, List<Expr> rest) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.compare(this, context);
    }
  }

  /** {@code value if condition else otherwise}. */
  record Conditional(Expr condition, Expr value, Optional<Expr> otherwise) implements Expr {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.conditional(this, context);
    }
  }
}
