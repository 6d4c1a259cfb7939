package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.engine.LoadedModel;
import io.kvlab.model.checkpoint.GenerationSettings;
import io.kvlab.policy.Budget;
import io.kvlab.session.GeneratePrompt;
import io.kvlab.session.GenerateStatement;
import io.kvlab.session.Generated;
import io.kvlab.session.Session;
import io.kvlab.task.ChatUse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The {@code generate} statement for scripts: a model folder, a text or token ids, one policy. */
@Command(
    name = "generate",
    description = "greedy generation, compressed after the prefill if asked for")
final class GenerateCommand implements Callable<Integer> {
  /** What the model reads. */
  static final class Input {
    @Option(names = "--text", paramLabel = "T", description = "the prompt")
    @Nullable String text;

    @Option(names = "--ids", paramLabel = "N,N,...", description = "the prompt as token ids")
    @Nullable String ids;
  }

  /** How much is kept. */
  static final class Amount {
    @Option(names = "--capacity", paramLabel = "N", description = "entries kept per KV head")
    @Nullable Integer capacity;

    @Option(names = "--ratio", paramLabel = "R", description = "fraction kept")
    @Nullable String ratio;
  }

  @ParentCommand Main main = new Main();

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "name or folder")
  String model = "";

  @ArgGroup(multiplicity = "1")
  Input input = new Input();

  @Option(names = "--policy", paramLabel = "P", description = "an expression of the language")
  @Nullable String policy;

  @ArgGroup Amount amount = new Amount();

  @Option(names = "--max", paramLabel = "N", description = "most tokens generated (default 128)")
  int max = 128;

  @Option(names = "--logits", description = "with --format json: the last prompt position's logits")
  boolean logits;

  @Option(
      names = "--nll",
      description =
          "with --format json: the mean negative log-likelihood of the prompt's tokens, nats")
  boolean nll;

  @Override
  public Integer call() {
    if (max < 1) {
      throw KvlabException.usage("--max must be at least 1, not " + max + ".");
    }
    if (nll && main.common.format != Common.Format.JSON) {
      throw KvlabException.usage("--nll needs --format json.");
    }
    try (Session session = Session.open(main.common.settings())) {
      Optional<GenerateStatement.Compressing> compressing = compressing(session);
      LoadedModel loaded = session.load(model);
      if (!session.settings().ignoreGenerationConfig()) {
        GenerationSettings.require(model, loaded.folder());
      }
      GeneratePrompt prompt = prompt(loaded, session);
      Generated generated =
          GenerateStatement.generate(
              loaded.model(), prompt.ids(), prompt.lines(), compressing, max, () -> false);
      if (main.common.format == Common.Format.JSON) {
        var node = OutcomeJson.of(generated);
        if (!logits) {
          node.remove("logits");
        }
        if (nll) {
          node.put("nll", loaded.model().likelihood(prompt.ids()));
        }
        System.out.println(node);
      } else {
        System.out.println(
            loaded.model().tokenizer().isPresent()
                ? io.kvlab.report.table.Plain.text(generated.text())
                : Arrays.toString(generated.ids()));
      }
      Statements.notes(generated.notes());
      return 0;
    }
  }

  private GeneratePrompt prompt(LoadedModel loaded, Session session) {
    Optional<String> text = Optional.ofNullable(input.text);
    if (text.isPresent()) {
      ChatUse chat = ChatUse.of(session.settings().chat());
      return GeneratePrompt.of(loaded, text.get(), chat);
    }
    String list = Optional.ofNullable(input.ids).orElse("");
    try {
      return new GeneratePrompt(
          Arrays.stream(list.split(",")).map(String::strip).mapToInt(Integer::parseInt).toArray(),
          List.of());
    } catch (NumberFormatException e) {
      throw KvlabException.usage("--ids takes token ids separated by commas, not '" + list + "'.");
    }
  }

  private Optional<GenerateStatement.Compressing> compressing(Session session) {
    Optional<String> expression = Optional.ofNullable(policy);
    Optional<Integer> capacity = Optional.ofNullable(amount.capacity);
    Optional<String> ratio = Optional.ofNullable(amount.ratio);
    if (expression.isEmpty()) {
      if (capacity.isPresent() || ratio.isPresent()) {
        throw KvlabException.usage("--capacity and --ratio need --policy.");
      }
      return Optional.empty();
    }
    if (capacity.isEmpty() && ratio.isEmpty()) {
      throw KvlabException.usage("--policy needs --capacity or --ratio.");
    }
    try {
      Budget budget =
          capacity.isPresent() ? Budget.capacity(capacity.get()) : Budget.ratio(ratio.get());
      return Optional.of(
          new GenerateStatement.Compressing(
              session.catalog().policies().create(expression.get()), budget));
    } catch (NumberFormatException e) {
      throw KvlabException.usage(
          "--ratio is a number above 0 and at most 1, not '" + ratio.get() + "'.");
    } catch (IllegalArgumentException e) {
      throw KvlabException.usage(e.getMessage() + ".");
    }
  }
}
