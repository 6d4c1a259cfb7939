package io.kvlab.template.syntax;

import io.kvlab.template.TemplateException;
import io.kvlab.template.builtin.Filters;
import io.kvlab.template.builtin.Tests;
import io.kvlab.template.value.Repr;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What jinja2 refuses when it compiles a template: unknown filters and tests, but within the bodies
 * of an {@code if} only where they are reached; a jump outside of a loop; a block named twice.
 */
public final class Checks
    implements Stmt.Cases<Checks.Place, Void>, Expr.Cases<Checks.Place, Void> {
  /** Where a piece of the template stands. */
  record Place(boolean soft, boolean loop) {
    Place inner() {
      return new Place(false, loop);
    }
  }

  private static final Place TOP = new Place(false, false);

  private final Set<String> blocks = new HashSet<>();
  private int line;

  private Checks() {}

  /** Refuses with a {@link TemplateException}. */
  public static void check(List<Stmt> template) {
    new Checks().all(template, TOP);
  }

  private TemplateException fail(String message) {
    return new TemplateException(TemplateException.Kind.SYNTAX, message, line);
  }

  private Void all(List<Stmt> statements, Place place) {
    for (Stmt statement : statements) {
      line = statement.line();
      statement.match(this, place);
    }
    return nothing();
  }

  private Void exprs(List<Expr> exprs, Place place) {
    for (Expr expr : exprs) {
      expr.match(this, place);
    }
    return nothing();
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private static Void nothing() {
    return null;
  }

  @Override
  public Void data(Stmt.Data stmt, Place place) {
    return nothing();
  }

  @Override
  public Void print(Stmt.Print stmt, Place place) {
    return stmt.value().match(this, place);
  }

  @Override
  public Void ifs(Stmt.If stmt, Place place) {
    Place soft = new Place(true, place.loop());
    for (Stmt.Branch branch : stmt.branches()) {
      branch.condition().match(this, soft);
      all(branch.body(), soft);
    }
    return all(stmt.otherwise(), soft);
  }

  @Override
  public Void loop(Stmt.For stmt, Place place) {
    stmt.elements().match(this, place);
    stmt.condition().ifPresent(condition -> condition.match(this, place.inner()));
    noLoop(stmt.target());
    all(stmt.body(), new Place(false, true));
    return all(stmt.otherwise(), place.inner());
  }

  private void noLoop(Target target) {
    if (target instanceof Target.Variable variable && variable.name().equals("loop")) {
      throw fail("Can't assign to special loop variable in for-loop");
    }
    if (target instanceof Target.Unpacked unpacked) {
      unpacked.targets().forEach(this::noLoop);
    }
  }

  private void target(Target target, Place place) {
    if (place.loop()) {
      noLoop(target);
    }
  }

  @Override
  public Void assign(Stmt.Assign stmt, Place place) {
    target(stmt.target(), place);
    return stmt.value().match(this, place);
  }

  @Override
  public Void capture(Stmt.Capture stmt, Place place) {
    target(stmt.target(), place);
    stmt.filter().ifPresent(filter -> filter.match(this, place.inner()));
    return all(stmt.body(), place.inner());
  }

  @Override
  public Void with(Stmt.With stmt, Place place) {
    exprs(stmt.values(), place);
    return all(stmt.body(), place.inner());
  }

  private Void signature(Stmt.Signature signature) {
    exprs(signature.defaults(), TOP);
    return all(signature.body(), TOP);
  }

  @Override
  public Void macro(Stmt.Macro stmt, Place place) {
    return signature(stmt.signature());
  }

  @Override
  public Void call(Stmt.CallBlock stmt, Place place) {
    stmt.call().match(this, place);
    return signature(stmt.caller());
  }

  @Override
  public Void filter(Stmt.FilterBlock stmt, Place place) {
    stmt.filter().match(this, place.inner());
    return all(stmt.body(), place.inner());
  }

  @Override
  public Void scope(Stmt.Scoped stmt, Place place) {
    return all(stmt.body(), TOP);
  }

  @Override
  public Void block(Stmt.Block stmt, Place place) {
    if (!blocks.add(stmt.name())) {
      throw fail("block " + Repr.quoted(stmt.name()) + " defined twice");
    }
    return all(stmt.body(), TOP);
  }

  @Override
  public Void jump(Stmt.Jump stmt, Place place) {
    if (!place.loop()) {
      throw fail("'" + (stmt.out() ? "break" : "continue") + "' outside loop");
    }
    return nothing();
  }

  @Override
  public Void unavailable(Stmt.Unavailable stmt, Place place) {
    return nothing();
  }

  @Override
  public Void constant(Expr.Constant expr, Place place) {
    return nothing();
  }

  @Override
  public Void name(Expr.Name expr, Place place) {
    return nothing();
  }

  @Override
  public Void collection(Expr.Collection expr, Place place) {
    return exprs(expr.elements(), place);
  }

  @Override
  public Void dict(Expr.DictLiteral expr, Place place) {
    exprs(expr.keys(), place);
    return exprs(expr.values(), place);
  }

  @Override
  public Void attribute(Expr.Attribute expr, Place place) {
    return expr.owner().match(this, place);
  }

  @Override
  public Void item(Expr.Item expr, Place place) {
    expr.owner().match(this, place);
    return expr.key().match(this, place);
  }

  @Override
  public Void slice(Expr.Slice expr, Place place) {
    expr.owner().match(this, place);
    expr.start().ifPresent(bound -> bound.match(this, place));
    expr.stop().ifPresent(bound -> bound.match(this, place));
    expr.step().ifPresent(bound -> bound.match(this, place));
    return nothing();
  }

  private Void arguments(Expr.CallArguments arguments, Place place) {
    exprs(arguments.positional(), place);
    exprs(arguments.named(), place);
    arguments.more().ifPresent(more -> more.match(this, place));
    arguments.moreNamed().ifPresent(more -> more.match(this, place));
    return nothing();
  }

  @Override
  public Void call(Expr.Call expr, Place place) {
    expr.callee().match(this, place);
    return arguments(expr.arguments(), place);
  }

  @Override
  public Void filter(Expr.Filter expr, Place place) {
    if (!place.soft() && Filters.find(expr.name()).isEmpty()) {
      throw fail("No filter named " + Repr.quoted(expr.name()) + ".");
    }
    expr.input().ifPresent(input -> input.match(this, place));
    return arguments(expr.arguments(), place);
  }

  @Override
  public Void test(Expr.Test expr, Place place) {
    if (!place.soft() && Tests.find(expr.name()).isEmpty()) {
      throw fail("No test named " + Repr.quoted(expr.name()) + ".");
    }
    expr.input().match(this, place);
    return arguments(expr.arguments(), place);
  }

  @Override
  public Void binary(Expr.Binary expr, Place place) {
    expr.left().match(this, place);
    return expr.right().match(this, place);
  }

  @Override
  public Void concat(Expr.Concat expr, Place place) {
    return exprs(expr.parts(), place);
  }

  @Override
  public Void logical(Expr.Logical expr, Place place) {
    expr.left().match(this, place);
    return expr.right().match(this, place);
  }

  @Override
  public Void not(Expr.Not expr, Place place) {
    return expr.operand().match(this, place);
  }

  @Override
  public Void sign(Expr.Sign expr, Place place) {
    return expr.operand().match(this, place);
  }

  @Override
  public Void compare(Expr.Compare expr, Place place) {
    expr.first().match(this, place);
    return exprs(expr.rest(), place);
  }

  @Override
  public Void conditional(Expr.Conditional expr, Place place) {
    Place soft = new Place(true, place.loop());
    expr.condition().match(this, soft);
    expr.value().match(this, soft);
    expr.otherwise().ifPresent(otherwise -> otherwise.match(this, soft));
    return nothing();
  }
}
