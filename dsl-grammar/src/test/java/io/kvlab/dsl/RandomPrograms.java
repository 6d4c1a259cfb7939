package io.kvlab.dsl;

import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Budgets;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Chat;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Compression;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Filters;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.NumberRange;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Text;
import io.kvlab.dsl.ast.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Random programs as trees: every statement, option and kind of value occurs. */
final class RandomPrograms {
  private static final List<String> WORDS =
      List.of("snapkv", "gsm-mini", "llama3.2-1b", "x", "runs", "baseline", "_a.b-c_9", "Off");
  private static final List<String> TEXTS =
      List.of("", "a b", "/m/x", "\"q\" \\ \n\t\r", "\u00e9\ud83d\ude00", "\u0007", "# no comment");

  private final Random random;

  RandomPrograms(long seed) {
    this.random = new Random(seed);
  }

  Program next() {
    return new Program(some(0, 4, this::statement), new SourceText(""));
  }

  private Statement statement() {
    return switch (random.nextInt(14)) {
      case 0 -> new Statement.Bind(bare(), query(), SourceSpan.NONE);
      case 1 -> new Statement.Explain(source(), SourceSpan.NONE);
      case 2 ->
          new Statement.Plot(
              bare(),
              source(),
              maybe(this::column),
              maybe(this::column),
              maybe(this::column),
              filters(),
              maybe(this::text),
              SourceSpan.NONE);
      case 3 -> new Statement.Compare(call(1), call(1), source(), filters(), SourceSpan.NONE);
      case 4 -> new Statement.Show(pick(Statement.Topic.values()), SourceSpan.NONE);
      case 11 -> new Statement.ShowPrompt(look(Optional.empty()), SourceSpan.NONE);
      case 5 -> new Statement.ShowResult(name("grid"), SourceSpan.NONE);
      case 6 -> new Statement.Describe(anyName(), SourceSpan.NONE);
      case 7 -> new Statement.Help(maybe(this::column), SourceSpan.NONE);
      case 8 -> new Statement.Export(source(), text(), SourceSpan.NONE);
      case 9 ->
          new Statement.Report(
              pick(Statement.Report.Kind.values()), source(), maybe(this::text), SourceSpan.NONE);
      case 10 -> new Statement.Set(column(), setting(), SourceSpan.NONE);
      default -> query();
    };
  }

  private Query query() {
    return switch (random.nextInt(4)) {
      case 0 -> new Query.Baseline(options(1), SourceSpan.NONE);
      case 1 -> look(maybe(this::indices));
      case 2 -> {
        Options all = options(0);
        Options own =
            options(
                List.of(),
                all.models(),
                Optional.empty(),
                OptionalInt.empty(),
                all.seed(),
                all.chat(),
                all.device(),
                all.max());
        yield new Query.Generate(
            text(),
            maybe(() -> new Query.Compressed(call(2), compression())),
            own,
            SourceSpan.NONE);
      }
      default ->
          new Query.Compress(some(1, 3, () -> call(3)), compression(), options(1), SourceSpan.NONE);
    };
  }

  private Query.Attention look(Optional<Numbers> places) {
    Options all = options(1);
    Options own =
        options(
            all.tasks(),
            all.models(),
            all.shots(),
            all.context(),
            all.seed(),
            all.chat(),
            all.device(),
            OptionalInt.empty());
    return new Query.Attention(maybe(this::indices), places, places, own, SourceSpan.NONE);
  }

  private Options options(
      List<Call> tasks,
      List<Name> models,
      Optional<Numbers> shots,
      OptionalInt context,
      OptionalLong seed,
      Optional<Chat> chat,
      Optional<Name> device,
      OptionalInt max) {
    OptionalInt none = OptionalInt.empty();
    return new Options(
        tasks,
        models,
        shots,
        none,
        seed,
        context,
        none,
        none,
        max,
        chat,
        false,
        Optional.empty(),
        device,
        List.of(),
        false);
  }

  private Options options(int leastTasks) {
    Optional<Numbers> shots = maybe(this::indices);
    return new Options(
        some(leastTasks, 3, () -> random.nextBoolean() ? call(1) : call(quoted(), List.of())),
        some(0, 2, this::anyName),
        shots,
        count(),
        random.nextBoolean() ? OptionalLong.of(random.nextLong() >> 5) : OptionalLong.empty(),
        count(),
        count(),
        count(),
        count(),
        maybe(this::chat),
        shots.isPresent() && random.nextBoolean(),
        maybe(() -> pick(Scoring.values())),
        maybe(this::bare),
        some(0, 2, this::bare),
        random.nextBoolean());
  }

  private Chat chat() {
    List<Argument> variables = random.nextBoolean() ? List.of() : call(1).arguments();
    return switch (random.nextInt(3)) {
      case 0 -> Chat.of(pick(ChatMode.values()));
      case 1 -> new Chat(ChatMode.ON, variables, Optional.empty());
      default -> new Chat(ChatMode.ON, variables, Optional.of(text()));
    };
  }

  private Compression compression() {
    Budgets budget =
        random.nextBoolean() ? new Budgets.Ratio(ratios()) : new Budgets.Capacity(capacities());
    return new Compression(
        budget, maybe(this::ratios), some(0, 2, () -> pick(CompressionPoint.values())));
  }

  private Numbers ratios() {
    return new Numbers(
        some(
            1,
            3,
            () ->
                random.nextBoolean()
                    ? NumberRange.of(BigDecimal.valueOf(1 + random.nextInt(100), 2))
                    : new NumberRange(
                        new BigDecimal("0.90"),
                        Optional.of(new BigDecimal("0.05")),
                        Optional.of(BigDecimal.valueOf(1 + random.nextInt(30), 3)),
                        SourceSpan.NONE)),
        SourceSpan.NONE);
  }

  private Numbers capacities() {
    return Numbers.of("100", String.valueOf(1 + random.nextInt(100_000)));
  }

  private Numbers indices() {
    BigDecimal first = BigDecimal.valueOf(random.nextInt(50));
    Optional<BigDecimal> last = maybe(() -> BigDecimal.valueOf(random.nextInt(50)));
    Optional<BigDecimal> step =
        last.isEmpty() ? Optional.empty() : maybe(() -> BigDecimal.valueOf(1 + random.nextInt(5)));
    return new Numbers(
        List.of(new NumberRange(first, last, step, SourceSpan.NONE)), SourceSpan.NONE);
  }

  private Filters filters() {
    return new Filters(
        some(0, 2, () -> call(1)),
        some(0, 2, this::anyName),
        some(0, 2, () -> call(1)),
        maybe(this::ratios),
        maybe(this::capacities),
        maybe(this::indices),
        maybe(this::indices),
        maybe(this::indices),
        maybe(this::indices));
  }

  private Source source() {
    return random.nextBoolean() ? new Source.Bound(name("grid")) : new Source.Inline(query());
  }

  private Call call(int depth) {
    return call(anyName(), some(0, depth, () -> argument(depth - 1)));
  }

  private static Call call(Name name, List<Argument> arguments) {
    return new Call(name, arguments, SourceSpan.NONE);
  }

  private Argument argument(int depth) {
    return new Argument(maybe(this::column), value(depth), SourceSpan.NONE);
  }

  private Value value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 4)) {
      case 0 -> number();
      case 1 -> new Value.Quoted(pick(TEXTS), SourceSpan.NONE);
      case 2 -> new Value.Flag(random.nextBoolean(), SourceSpan.NONE);
      case 3 -> new Value.Word(column().text(), SourceSpan.NONE);
      case 4 -> new Value.Nested(call(bare(), some(1, 2, () -> argument(depth - 1))));
      case 5 -> new Value.Items(some(0, 3, () -> value(depth - 1)), SourceSpan.NONE);
      case 6 -> new Value.Negated(value(depth - 1), SourceSpan.NONE);
      default ->
          new Value.Arithmetic(
              pick(Value.Operator.values()), value(depth - 1), value(depth - 1), SourceSpan.NONE);
    };
  }

  private Value setting() {
    return switch (random.nextInt(4)) {
      case 0 -> number();
      case 1 -> new Value.Quoted(pick(TEXTS), SourceSpan.NONE);
      case 2 -> new Value.Flag(random.nextBoolean(), SourceSpan.NONE);
      default -> new Value.Word(column().text(), SourceSpan.NONE);
    };
  }

  private Value number() {
    return new Value.Number(
        BigDecimal.valueOf(random.nextInt(2_000_001) - 1_000_000, random.nextInt(12) - 3),
        SourceSpan.NONE);
  }

  private OptionalInt count() {
    return random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(5000)) : OptionalInt.empty();
  }

  private Name bare() {
    return name(pick(WORDS));
  }

  /** Where any word may stand, keywords of options too. */
  private Name column() {
    return name(random.nextInt(3) == 0 ? pick(List.of("ratio", "Max", "on", "step")) : pick(WORDS));
  }

  private Name anyName() {
    return random.nextInt(4) == 0 ? quoted() : bare();
  }

  private Name quoted() {
    return new Name(pick(TEXTS), true, SourceSpan.NONE);
  }

  private static Name name(String word) {
    return new Name(word, false, SourceSpan.NONE);
  }

  private Text text() {
    return new Text(pick(TEXTS), SourceSpan.NONE);
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> some(int least, int most, Supplier<T> value) {
    return Stream.generate(value).limit(least + random.nextInt(most - least + 1)).toList();
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
