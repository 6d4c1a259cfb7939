package io.kvlab.dsl;

import io.kvlab.dsl.ast.Compression;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Filters;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes one statement. */
final class StatementText implements Statement.Cases<String>, Query.Cases<String> {
  private final StringBuilder out = new StringBuilder();

  @Override
  public String query(Query query) {
    return query.matchQuery(this);
  }

  @Override
  public String compress(Query.Compress query) {
    out.append("compress ").append(Formatter.join(query.policies(), Formatter::format));
    compression(query.compression());
    return options(query.options());
  }

  @Override
  public String baseline(Query.Baseline query) {
    out.append("baseline");
    return options(query.options());
  }

  @Override
  public String attention(Query.Attention query) {
    out.append("attention");
    options(query.options());
    option("example", query.examples(), Formatter::format);
    option("layer", query.layers(), Formatter::format);
    option("head", query.heads(), Formatter::format);
    return out.toString();
  }

  @Override
  public String generate(Query.Generate query) {
    out.append("generate ").append(Formatter.format(query.prompt()));
    query
        .compressed()
        .ifPresent(
            compressed -> {
              out.append(" compress ").append(Formatter.format(compressed.policy()));
              compression(compressed.compression());
            });
    return options(query.options());
  }

  @Override
  public String bind(Statement.Bind statement) {
    return Formatter.format(statement.name()) + " = " + Formatter.format(statement.query());
  }

  @Override
  public String explain(Statement.Explain statement) {
    return "explain " + Formatter.format(statement.source());
  }

  @Override
  public String plot(Statement.Plot statement) {
    out.append("plot ").append(Formatter.format(statement.kind()));
    out.append(" of ").append(Formatter.format(statement.source()));
    option("by", statement.by(), Formatter::format);
    option("color", statement.color(), Formatter::format);
    option("facet", statement.facet(), Formatter::format);
    filters(statement.filters());
    option("save", statement.save(), Formatter::format);
    return out.toString();
  }

  @Override
  public String compare(Statement.Compare statement) {
    out.append("compare ").append(Formatter.format(statement.left()));
    out.append(" vs ").append(Formatter.format(statement.right()));
    out.append(" of ").append(Formatter.format(statement.source()));
    filters(statement.filters());
    return out.toString();
  }

  @Override
  public String show(Statement.Show statement) {
    return "show " + statement.topic().keyword();
  }

  @Override
  public String showPrompt(Statement.ShowPrompt statement) {
    out.append("show prompt");
    options(statement.asked().options());
    option("example", statement.asked().examples(), Formatter::format);
    return out.toString();
  }

  @Override
  public String showResult(Statement.ShowResult statement) {
    return "show " + Formatter.format(statement.result());
  }

  @Override
  public String describe(Statement.Describe statement) {
    return "describe " + Formatter.format(statement.subject());
  }

  @Override
  public String help(Statement.Help statement) {
    return "help" + statement.topic().map(topic -> " " + Formatter.format(topic)).orElse("");
  }

  @Override
  public String export(Statement.Export statement) {
    return "export "
        + Formatter.format(statement.source())
        + " to "
        + Formatter.format(statement.file());
  }

  @Override
  public String report(Statement.Report statement) {
    out.append(statement.kind() == Statement.Report.Kind.PAPER ? "report paper of " : "report ");
    out.append(Formatter.format(statement.source()));
    option("to", statement.file(), Formatter::format);
    return out.toString();
  }

  @Override
  public String set(Statement.Set statement) {
    return "set "
        + Formatter.format(statement.setting())
        + " "
        + Formatter.format(statement.value());
  }

  private void compression(Compression compression) {
    String key = compression.budget().match(ratio -> "ratio", capacity -> "capacity");
    option(key, Optional.of(compression.budget().numbers()), Formatter::format);
    option("decode ratio", compression.decodeRatio(), Formatter::format);
    options("at", compression.points(), CompressionPoint::keyword);
  }

  private String options(Options options) {
    options("on", options.tasks(), Formatter::format);
    options("with", options.models(), Formatter::format);
    option("shots", options.shots(), Formatter::format);
    if (options.turns()) {
      out.append(" as turns");
    }
    options.limit().ifPresent(n -> option("limit", Optional.of(n), String::valueOf));
    options.seed().ifPresent(n -> option("seed", Optional.of(n), String::valueOf));
    options.context().ifPresent(n -> option("context", Optional.of(n), String::valueOf));
    options.continuation().ifPresent(n -> option("continuation", Optional.of(n), String::valueOf));
    options.windows().ifPresent(n -> option("windows", Optional.of(n), String::valueOf));
    options.max().ifPresent(n -> option("max", Optional.of(n), String::valueOf));
    option("chat", options.chat(), Formatter::format);
    option("scoring", options.scoring(), mode -> mode.keyword());
    option("device", options.device(), Formatter::format);
    options("without", options.without(), Formatter::format);
    if (options.fresh()) {
      out.append(" fresh");
    }
    return out.toString();
  }

  private void filters(Filters filters) {
    options("task", filters.tasks(), Formatter::format);
    options("model", filters.models(), Formatter::format);
    options("policy", filters.policies(), Formatter::format);
    option("ratio", filters.ratios(), Formatter::format);
    option("capacity", filters.capacities(), Formatter::format);
    option("shots", filters.shots(), Formatter::format);
    option("example", filters.examples(), Formatter::format);
    option("layer", filters.layers(), Formatter::format);
    option("head", filters.heads(), Formatter::format);
  }

  private <T> void option(String key, Optional<T> value, Function<T, String> format) {
    value.ifPresent(v -> out.append(" ").append(key).append(" ").append(format.apply(v)));
  }

  private <T> void options(String key, List<T> values, Function<T, String> format) {
    option(
        key,
        values.isEmpty() ? Optional.empty() : Optional.of(values),
        v -> Formatter.join(v, format));
  }
}
