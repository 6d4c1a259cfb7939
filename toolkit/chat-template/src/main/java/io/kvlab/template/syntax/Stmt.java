package io.kvlab.template.syntax;

import java.util.List;
import java.util.Optional;

/** A statement of a template. */
public sealed interface Stmt {
  /** Its line, counted from 1. */
  int line();

  /** What is done with each kind of statement. */
  interface Cases<C, R> {
    R data(Data stmt, C context);

    R print(Print stmt, C context);

    R ifs(If stmt, C context);

    R loop(For stmt, C context);

    R assign(Assign stmt, C context);

    R capture(Capture stmt, C context);

    R with(With stmt, C context);

    R macro(Macro stmt, C context);

    R call(CallBlock stmt, C context);

    R filter(FilterBlock stmt, C context);

    R scope(Scoped stmt, C context);

    R block(Block stmt, C context);

    R jump(Jump stmt, C context);

    R unavailable(Unavailable stmt, C context);
  }

  /** Dispatches on the kind. */
  <C, R> R match(Cases<C, R> cases, C context);

  /** Text as it stands. */
  record Data(String text, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.data(this, context);
    }
  }

  /** <code>{{ value }}</code>. */
  record Print(Expr value, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.print(this, context);
    }
  }

  /** A condition with its body. */
  record Branch(Expr condition, List<Stmt> body, int line) {}

  /** {@code if}, {@code elif}s, {@code else}. */
  record If(List<Branch> branches, List<Stmt> otherwise, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.ifs(this, context);
    }
  }

  /** A loop; {@code otherwise} where it never ran. */
  record For(
      Target target,
      Expr elements,
      Optional<Expr> condition,
      boolean recursive,
      List<Stmt> body,
      List<Stmt> otherwise,
      int line)
      implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.loop(this, context);
    }
  }

  /** {@code set target = value}. */
  record Assign(Target target, Expr value, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.assign(this, context);
    }
  }

  /** {@code set target} with a body, through filters. */
  record Capture(Target target, Optional<Expr.Filter> filter, List<Stmt> body, int line)
      implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.capture(this, context);
    }
  }

  /** {@code with}: as many targets as values. */
  record With(List<Target> targets, List<Expr> values, List<Stmt> body, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.with(this, context);
    }
  }

  /**
   * Parameters and body of a macro or call block.
   *
   * @param defaults of the last parameters
   * @param used which of caller, varargs and kwargs the body reads
   */
  record Signature(
      String name,
      List<String> parameters,
      List<Expr> defaults,
      List<String> used,
      List<Stmt> body) {}

  /** A macro. */
  record Macro(Signature signature, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.macro(this, context);
    }
  }

  /** A call whose {@code caller} is the block's body. */
  record CallBlock(Signature caller, Expr.Call call, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.call(this, context);
    }
  }

  /** A body through filters. */
  record FilterBlock(Expr.Filter filter, List<Stmt> body, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.filter(this, context);
    }
  }

  /** A body with variables of its own: {@code generation}. */
  record Scoped(List<Stmt> body, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.scope(this, context);
    }
  }

  /** A named block: it sees the template's variables, with {@code scoped} those around it. */
  record Block(String name, boolean scoped, List<Stmt> body, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.block(this, context);
    }
  }

  /** {@code break} or {@code continue}. */
  record Jump(boolean out, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.jump(this, context);
    }
  }

  /** A tag that needs other files, or escapes by itself; it fails where it is reached. */
  record Unavailable(String tag, int line) implements Stmt {
    @Override
    public <C, R> R match(Cases<C, R> cases, C context) {
      return cases.unavailable(this, context);
    }
  }
}
