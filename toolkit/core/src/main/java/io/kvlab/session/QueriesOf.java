package io.kvlab.session;

import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.Statement;
import java.util.stream.Stream;

/** The queries that a statement runs; {@code explain} only counts what its query would compute. */
final class QueriesOf implements Statement.Cases<Stream<Query>> {
  @Override
  public Stream<Query> query(Query query) {
    return Stream.of(query);
  }

  @Override
  public Stream<Query> bind(Statement.Bind statement) {
    return Stream.of(statement.query());
  }

  @Override
  public Stream<Query> explain(Statement.Explain statement) {
    return Stream.empty();
  }

  @Override
  public Stream<Query> plot(Statement.Plot statement) {
    return inline(statement.source());
  }

  @Override
  public Stream<Query> compare(Statement.Compare statement) {
    return inline(statement.source());
  }

  @Override
  public Stream<Query> show(Statement.Show statement) {
    return Stream.empty();
  }

  @Override
  public Stream<Query> showPrompt(Statement.ShowPrompt statement) {
    return Stream.of(statement.asked());
  }

  @Override
  public Stream<Query> showResult(Statement.ShowResult statement) {
    return Stream.empty();
  }

  @Override
  public Stream<Query> describe(Statement.Describe statement) {
    return Stream.empty();
  }

  @Override
  public Stream<Query> help(Statement.Help statement) {
    return Stream.empty();
  }

  @Override
  public Stream<Query> export(Statement.Export statement) {
    return inline(statement.source());
  }

  @Override
  public Stream<Query> report(Statement.Report statement) {
    return inline(statement.source());
  }

  @Override
  public Stream<Query> set(Statement.Set statement) {
    return Stream.empty();
  }

  private static Stream<Query> inline(Source source) {
    return source.match(bound -> Stream.empty(), inline -> Stream.of(inline.query()));
  }
}
