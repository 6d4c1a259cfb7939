package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.ast.Budgets;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Compression;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.engine.Compressor;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.Plan.Work;
import io.kvlab.plan.Protocol;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.task.Task;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** From a {@code compress} or {@code baseline} statement and the settings to a {@link Plan}. */
final class Planner {
  /** Window sizes of a text where the statement gives none. */
  private static final int CONTEXT = 512;

  private static final int CONTINUATION = 128;

  private final Catalog catalog;
  private final Settings settings;

  Planner(Catalog catalog, Settings settings) {
    this.catalog = catalog;
    this.settings = settings;
  }

  /** The plan of a query whose names the checker has found. */
  Plan plan(Query query) {
    List<Treatment> treatments = query.matchQuery(new TreatmentsOf());
    Options options = query.options();
    Map<String, String> models = ShortNames.of(options.models().stream().map(Name::text).toList());
    Map<String, String> texts =
        ShortNames.of(options.tasks().stream().map(call -> call.name().text()).toList());
    List<Sweep> sweeps = new ArrayList<>();
    for (Name model : options.models()) {
      String called = models.getOrDefault(model.text(), model.text());
      for (Call task : options.tasks()) {
        require(treatments, use(task, options));
        for (Work work : works(task, texts, options)) {
          sweeps.add(new Sweep(model.text(), called, work, treatments));
        }
      }
    }
    if (sweeps.isEmpty()) {
      throw KvlabException.usage(
          "Which model? Add 'with NAME', for example 'with nano' ('show models' lists them).");
    }
    return new Plan(Formatter.format(query), options.seed().orElse(settings.seed()), sweeps);
  }

  /** What a task's prompts, or a text, are compressed for; nothing of them is read yet. */
  private Compressor.Use use(Call task, Options options) {
    return catalog.textFile(task).isPresent()
        ? Compressor.Use.TEXT
        : Compressor.Use.of(protocol(options));
  }

  private void require(List<Treatment> treatments, Compressor.Use use) {
    for (Treatment treatment : treatments) {
      Compressor.require(catalog.policies().create(treatment.policy()), treatment, use);
    }
  }

  private List<Treatment> treatments(Query.Compress compress) {
    Compression compression = compress.compression();
    List<Treatment> treatments = new ArrayList<>();
    for (CompressionPoint point : compression.pointsOrDefault()) {
      for (Call call : compress.policies()) {
        Policy policy = catalog.policy(call);
        for (Budget budget : budgets(compression.budget())) {
          for (Optional<Budget> decode : decodeBudgets(compression, policy)) {
            treatments.add(new Treatment(policy.expression(), budget, decode, point));
          }
        }
      }
    }
    return treatments;
  }

  /** Each number of a sweep as a budget. */
  static List<Budget> budgets(Budgets budget) {
    Function<BigDecimal, Budget> one =
        budget.match(
            ratio -> Budget.Ratio::new,
            capacity -> value -> new Budget.Capacity(value.intValueExact()));
    return budget.numbers().values().stream().map(one).distinct().toList();
  }

  private static List<Optional<Budget>> decodeBudgets(Compression compression, Policy policy) {
    if (compression.decodeRatio().isEmpty() || policy.decodeRule().isEmpty()) {
      return List.of(Optional.empty()); // the grid's notes say which policies define no such rule
    }
    return compression.decodeRatio().get().values().stream()
        .map(value -> Optional.<Budget>of(new Budget.Ratio(value)))
        .distinct()
        .toList();
  }

  private List<Work> works(Call call, Map<String, String> texts, Options options) {
    Optional<Path> text = catalog.textFile(call);
    if (text.isPresent()) {
      requirePlain(options);
      return List.of(
          new Fidelity(
              texts.getOrDefault(call.name().text(), call.name().text()),
              text.get(),
              options.context().orElse(CONTEXT),
              options.continuation().orElse(CONTINUATION),
              options.windows()));
    }
    Task task =
        catalog.task(
            call,
            options.context().isPresent()
                ? Optional.of(options.context().getAsInt())
                : Optional.empty());
    int examples =
        Math.min(task.size(), options.limit().orElse(settings.limit().orElse(task.size())));
    Protocol protocol = protocol(options);
    int longest =
        protocol.scoring() == Scoring.LIKELIHOOD
            ? longestChoice(task)
            : options.max().orElse(task.maxNewTokens());
    List<Work> works = new ArrayList<>();
    for (int shots : options.shots().map(Numbers::ints).orElse(new int[] {task.defaultShots()})) {
      works.add(
          new Answers(
              task.name(),
              task.capability(),
              shots,
              IntStream.range(0, examples).boxed().toList(),
              longest,
              protocol));
    }
    return works;
  }

  private Protocol protocol(Options options) {
    return new Protocol(
        ChatUses.of(options, settings.chat()),
        options.scoring().orElse(Protocol.STANDARD.scoring()));
  }

  /** No choice has more tokens than bytes. */
  private static int longestChoice(Task task) {
    return task.choices(0).stream()
        .mapToInt(choice -> choice.getBytes(StandardCharsets.UTF_8).length)
        .max()
        .orElse(1);
  }

  /** A text is read as it stands, and nothing is asked about it. */
  private static void requirePlain(Options options) {
    if (options.chat().filter(chat -> chat.mode() == ChatMode.ON).isPresent()) {
      throw KvlabException.usage("A text file is read as it stands; leave 'chat' out.");
    }
    if (options.turns()) {
      throw KvlabException.usage("A text file has no shots; leave 'as turns' out.");
    }
    if (options.scoring().isPresent()) {
      throw KvlabException.usage("A text file asks no questions; leave 'scoring' out.");
    }
  }

  /** What is done to the cache besides leaving it whole; what is no grid has no plan. */
  private final class TreatmentsOf implements Query.Cases<List<Treatment>> {
    @Override
    public List<Treatment> compress(Query.Compress query) {
      return treatments(query);
    }

    @Override
    public List<Treatment> baseline(Query.Baseline query) {
      return List.of();
    }

    @Override
    public List<Treatment> attention(Query.Attention query) {
      throw noGrid();
    }

    @Override
    public List<Treatment> generate(Query.Generate query) {
      throw noGrid();
    }

    private KvlabException noGrid() {
      return KvlabException.usage("Only 'compress' and 'baseline' are planned; give one of them.");
    }
  }
}
