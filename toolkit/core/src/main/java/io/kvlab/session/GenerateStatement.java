package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Compressor;
import io.kvlab.engine.LoadedModel;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Range;
import io.kvlab.model.Visible;
import io.kvlab.model.decode.Generation;
import io.kvlab.model.decode.Generator;
import io.kvlab.model.decode.StopRule;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.task.ChatUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code generate "Once upon a time" with nano compress streamingllm capacity 17 max 48}. */
public final class GenerateStatement {
  /** The longest answer where the statement says nothing. */
  private static final int LONGEST = 128;

  /** A policy and how much it keeps. */
  public record Compressing(Policy policy, Budget budget) {
    public Compressing {
      Compressor.require(policy, Compressor.Use.GENERATION);
    }
  }

  private final Supplier<LoadedModel> loading;
  private final Catalog catalog;
  private final BooleanSupplier cancelled;

  /**
   * @param loading called when the statement is known to make sense
   * @param cancelled looked at between tokens
   */
  GenerateStatement(Supplier<LoadedModel> loading, Catalog catalog, BooleanSupplier cancelled) {
    this.loading = loading;
    this.catalog = catalog;
    this.cancelled = cancelled;
  }

  Outcome generate(Query.Generate query, ChatUse chat) {
    Optional<Compressing> compressing = query.compressed().map(this::compressing);
    LoadedModel model = loading.get();
    GeneratePrompt prompt = GeneratePrompt.of(model, query.prompt().value(), chat);
    return new Outcome.Generation(
        generate(
            model.model(),
            prompt.ids(),
            prompt.lines(),
            compressing,
            query.options().max().orElse(LONGEST),
            cancelled));
  }

  private Compressing compressing(Query.Compressed compressed) {
    Numbers numbers = compressed.compression().budget().numbers();
    if (numbers.values().size() != 1) {
      throw KvlabException.usage("generate takes one ratio or capacity, not several.");
    }
    Policy policy = catalog.policy(compressed.policy());
    return new Compressing(policy, Planner.budgets(compressed.compression().budget()).get(0));
  }

  /**
   * Greedy generation from a prompt, its cache compressed after the prefill where asked for.
   *
   * @param prompt token ids, the start token included
   * @param shots token spans that count as shots
   * @param longest the most tokens generated
   * @param cancelled looked at between tokens; what is generated until then is returned
   */
  public static Generated generate(
      Model model,
      int[] prompt,
      List<Range> shots,
      Optional<Compressing> compressing,
      int longest,
      BooleanSupplier cancelled) {
    if (prompt.length == 0) {
      throw KvlabException.usage("The prompt is empty; give the model some text to go on from.");
    }
    model.requireContext(prompt.length + 1);
    Set<EvidenceKind> evidence = compressing.map(c -> c.policy().evidence()).orElse(Set.of());
    StopRule stop =
        new StopRule(
            Math.min(longest, model.config().contextLength() - prompt.length),
            new HashSet<>(model.config().endTokens()),
            List.of());
    try (Prefill prefill = model.prefill(List.of(prompt), evidence, 0)) {
      Selection kept =
          compressing
              .map(c -> select(model, prompt, shots, prefill, c))
              .orElseGet(() -> new Visible(model.config(), prompt.length).everything());
      Generation generation =
          new Generator(model)
              .decode(
                  List.of(prompt),
                  List.of(Source.of(prefill.cache(), 0, kept)),
                  prefill.logits().argmax(),
                  stop,
                  cancelled,
                  (sequence, token) -> {})
              .get(0);
      List<String> notes =
          new ArrayList<>(
              endOfContext(model, prompt.length, generation, longest).stream().toList());
      compressing
          .flatMap(
              c ->
                  new Visible(model.config(), prompt.length)
                      .unseen(kept, c.budget().entries(prompt.length)))
          .ifPresent(notes::add);
      return new Generated(
          generation.text(), generation.ids(), prompt, kept, prefill.logits().of(0, 0), notes);
    }
  }

  /** Said where the model would have gone on and the user asked for more. */
  private static Optional<String> endOfContext(
      Model model, int prompt, Generation generation, int longest) {
    int tokens = generation.ids().length;
    boolean cutOff =
        generation.end() == Generation.End.MAX_TOKENS || generation.end() == Generation.End.CONTEXT;
    return cutOff && tokens < longest
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "The text ends after %,d of the %,d tokens asked for, where the model's context of"
                    + " %,d tokens is full (the prompt took %,d); a shorter prompt leaves more room.",
                tokens,
                longest,
                model.config().contextLength(),
                prompt))
        : Optional.empty();
  }

  private static Selection select(
      Model model, int[] prompt, List<Range> shots, Prefill prefill, Compressing compressing) {
    Compressor compressor = new Compressor(model, 0);
    return compressor.keep(
        compressor.cut("", prompt, shots, prompt.length),
        compressing.policy(),
        compressing.budget(),
        prefill,
        0);
  }
}
