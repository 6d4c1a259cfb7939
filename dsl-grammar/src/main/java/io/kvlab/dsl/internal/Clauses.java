package io.kvlab.dsl.internal;

import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Problem;
import io.kvlab.dsl.ast.Budgets;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Chat;
import io.kvlab.dsl.ast.Compression;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Filters;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.NumberRange;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.Text;
import io.kvlab.dsl.parser.KvLabBaseVisitor;
import io.kvlab.dsl.parser.KvLabParser;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** The options of one statement, gathered in any order; none may be given twice. */
final class Clauses extends KvLabBaseVisitor<@Nullable Void> {
  private final AstBuilder builder;
  private final Map<String, Object> given = new HashMap<>();
  private final Map<String, ParserRuleContext> places = new HashMap<>();

  Clauses(AstBuilder builder, List<? extends ParseTree> options) {
    this.builder = builder;
    options.forEach(this::visit);
  }

  // ---- what was gathered ----

  Options options() {
    return new Options(
        list("on", Call.class),
        list("with", Name.class),
        get("shots", Numbers.class),
        integer("limit"),
        get("seed", Long.class).map(OptionalLong::of).orElseGet(OptionalLong::empty),
        integer("context"),
        integer("continuation"),
        integer("windows"),
        integer("max"),
        get("chat", Chat.class),
        given.containsKey("turns"),
        get("scoring", Scoring.class),
        get("device", Name.class),
        list("without", Name.class),
        given.containsKey("fresh"));
  }

  Filters filters() {
    return new Filters(
        list("task", Call.class),
        list("model", Name.class),
        list("policy", Call.class),
        get("ratio", Numbers.class),
        get("capacity", Numbers.class),
        get("shots", Numbers.class),
        get("example", Numbers.class),
        get("layer", Numbers.class),
        get("head", Numbers.class));
  }

  Optional<Numbers> numbers(String option) {
    return get(option, Numbers.class);
  }

  Optional<Name> name(String option) {
    return get(option, Name.class);
  }

  Optional<Text> file(String option) {
    return get(option, Text.class);
  }

  Optional<Call> policy() {
    return get("compress", Call.class);
  }

  /** The place of an option that was given. */
  Optional<SourceSpan> place(String option) {
    return Optional.ofNullable(places.get(option)).map(builder::span);
  }

  /** How to compress; {@code statement} is where to say that the budget is missing. */
  Compression compression(SourceSpan statement) {
    Optional<Numbers> ratio = get("ratio", Numbers.class);
    Optional<Numbers> capacity = get("capacity", Numbers.class);
    if (ratio.isPresent() && capacity.isPresent()) {
      throw builder.wrong(
          "Both 'ratio' and 'capacity' are given: choose one.", place("capacity").orElseThrow());
    }
    if (ratio.isEmpty() && capacity.isEmpty()) {
      throw builder.wrong(
          "The budget is missing: add 'ratio 0.1' (the share that is kept) or 'capacity 256' (the"
              + " positions that are kept).",
          statement);
    }
    Budgets budget =
        ratio.isPresent()
            ? new Budgets.Ratio(ratio.get())
            : new Budgets.Capacity(capacity.orElseThrow());
    return new Compression(budget, get("decode ratio", Numbers.class), points());
  }

  List<CompressionPoint> points() {
    return list("at", CompressionPoint.class);
  }

  private OptionalInt integer(String option) {
    return get(option, Integer.class).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private <T> Optional<T> get(String option, Class<T> type) {
    return Optional.ofNullable(given.get(option)).map(type::cast);
  }

  private <T> List<T> list(String option, Class<T> type) {
    return get(option, List.class).stream()
        .flatMap(values -> ((List<?>) values).stream().map(type::cast))
        .toList();
  }

  // ---- gathering ----

  private @Nullable Void put(String option, ParserRuleContext context, Object value) {
    ParserRuleContext before = places.putIfAbsent(option, context);
    if (before != null) {
      SourceSpan first = builder.span(before);
      throw builder.wrong(
          "'"
              + option
              + "' is given twice; the first is at line "
              + first.line()
              + ", column "
              + first.column()
              + ".",
          builder.span(context));
    }
    given.put(option, value);
    return null;
  }

  private <C, T> List<T> each(List<C> contexts, Function<C, T> build) {
    return contexts.stream().map(build).toList();
  }

  @Override
  public @Nullable Void visitCompressWith(KvLabParser.CompressWithContext c) {
    return put("compress", c, builder.policy(c.policy()));
  }

  @Override
  public @Nullable Void visitRatio(KvLabParser.RatioContext c) {
    return put("ratio", c, ratios(c.numbers()));
  }

  @Override
  public @Nullable Void visitCapacity(KvLabParser.CapacityContext c) {
    return put("capacity", c, builder.wholes(c.numbers(), "A capacity", 1));
  }

  @Override
  public @Nullable Void visitDecodeRatio(KvLabParser.DecodeRatioContext c) {
    return put("decode ratio", c, ratios(c.numbers()));
  }

  @Override
  public @Nullable Void visitCompressionPoint(KvLabParser.CompressionPointContext c) {
    return put("at", c, each(c.point(), p -> CompressionPoint.valueOf(AstBuilder.keyword(p))));
  }

  @Override
  public @Nullable Void visitOnTasks(KvLabParser.OnTasksContext c) {
    return put("on", c, each(c.task(), builder::task));
  }

  @Override
  public @Nullable Void visitShots(KvLabParser.ShotsContext c) {
    put("shots", c, builder.wholes(c.numbers(), "The number of shots", 0));
    return c.TURNS() == null ? null : put("turns", c, true);
  }

  @Override
  public @Nullable Void visitContext(KvLabParser.ContextContext c) {
    return put("context", c, builder.whole(c.number(), "'context'", 1));
  }

  @Override
  public @Nullable Void visitWithModels(KvLabParser.WithModelsContext c) {
    return put("with", c, each(c.modelName(), m -> builder.name(m)));
  }

  @Override
  public @Nullable Void visitSeed(KvLabParser.SeedContext c) {
    return put("seed", c, builder.wholeLong(c.number(), "'seed'"));
  }

  @Override
  public @Nullable Void visitChat(KvLabParser.ChatContext c) {
    return put("chat", c, builder.chat(c.chatMode()));
  }

  @Override
  public @Nullable Void visitDevice(KvLabParser.DeviceContext c) {
    return put("device", c, builder.name(c.deviceName()));
  }

  @Override
  public @Nullable Void visitLimit(KvLabParser.LimitContext c) {
    return put("limit", c, builder.whole(c.number(), "'limit'", 1));
  }

  @Override
  public @Nullable Void visitContinuation(KvLabParser.ContinuationContext c) {
    return put("continuation", c, builder.whole(c.number(), "'continuation'", 1));
  }

  @Override
  public @Nullable Void visitWindows(KvLabParser.WindowsContext c) {
    return put("windows", c, builder.whole(c.number(), "'windows'", 1));
  }

  @Override
  public @Nullable Void visitScoring(KvLabParser.ScoringContext c) {
    return put("scoring", c, Scoring.valueOf(AstBuilder.keyword(c.scoringMode())));
  }

  @Override
  public @Nullable Void visitWithout(KvLabParser.WithoutContext c) {
    return put("without", c, each(c.mechanismName(), m -> builder.name(m)));
  }

  @Override
  public @Nullable Void visitFresh(KvLabParser.FreshContext c) {
    return put("fresh", c, true);
  }

  @Override
  public @Nullable Void visitMaxClause(KvLabParser.MaxClauseContext c) {
    return put("max", c, builder.whole(c.number(), "'max'", 1));
  }

  @Override
  public @Nullable Void visitExampleClause(KvLabParser.ExampleClauseContext c) {
    return put("example", c, builder.wholes(c.numbers(), "An example", 0));
  }

  @Override
  public @Nullable Void visitLayers(KvLabParser.LayersContext c) {
    return put("layer", c, builder.wholes(c.numbers(), "A layer", 0));
  }

  @Override
  public @Nullable Void visitHeads(KvLabParser.HeadsContext c) {
    return put("head", c, builder.wholes(c.numbers(), "A head", 0));
  }

  @Override
  public @Nullable Void visitPlotBy(KvLabParser.PlotByContext c) {
    return put("by", c, builder.name(c.columnName()));
  }

  @Override
  public @Nullable Void visitPlotColor(KvLabParser.PlotColorContext c) {
    return put("color", c, builder.name(c.columnName()));
  }

  @Override
  public @Nullable Void visitPlotFacet(KvLabParser.PlotFacetContext c) {
    return put("facet", c, builder.name(c.columnName()));
  }

  @Override
  public @Nullable Void visitPlotSave(KvLabParser.PlotSaveContext c) {
    return put("save", c, builder.text(c.file().STRING()));
  }

  @Override
  public @Nullable Void visitFilterTasks(KvLabParser.FilterTasksContext c) {
    return put("task", c, each(c.task(), builder::task));
  }

  @Override
  public @Nullable Void visitFilterModels(KvLabParser.FilterModelsContext c) {
    return put("model", c, each(c.modelName(), m -> builder.name(m)));
  }

  @Override
  public @Nullable Void visitFilterPolicies(KvLabParser.FilterPoliciesContext c) {
    return put("policy", c, each(c.policy(), builder::policy));
  }

  @Override
  public @Nullable Void visitFilterNumbers(KvLabParser.FilterNumbersContext c) {
    String key = Keywords.of(c.key.getType()).orElseThrow();
    return put(
        key,
        c,
        key.equals("ratio")
            ? ratios(c.numbers())
            : builder.wholes(c.numbers(), "'" + key + "'", 0));
  }

  private Numbers ratios(KvLabParser.NumbersContext c) {
    Numbers numbers = builder.numbers(c);
    for (NumberRange item : numbers.items()) {
      if (item.last().isPresent() && item.step().isEmpty()) {
        throw builder.wrong(
            "A range of ratios needs its step, as in 0.1..0.9 step 0.2.", item.span());
      }
      for (BigDecimal ratio : item.values()) {
        if (ratio.signum() <= 0 || ratio.compareTo(BigDecimal.ONE) > 0) {
          throw new DslException(
              new Problem(
                  "A ratio is the share that is kept, above 0 and at most 1; "
                      + ratio.toPlainString()
                      + " is not.",
                  item.span()),
              builder.source());
        }
      }
    }
    return numbers;
  }
}
