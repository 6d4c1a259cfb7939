package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.cache.KvCache;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.LoadedModel;
import io.kvlab.inspect.AttentionMap;
import io.kvlab.inspect.AttentionProfile;
import io.kvlab.inspect.AttentionProfiler;
import io.kvlab.inspect.AttentionResult;
import io.kvlab.model.Prefill;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.decode.Generation;
import io.kvlab.model.decode.Generator;
import io.kvlab.model.decode.StopRule;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code attention on gsm-mini with nano example 3 layer 2 head 0..3}. The model answers each
 * prompt from its full cache; prompt and answer are then read at once, with every weight looked at.
 */
final class AttentionStatement {
  /** More single heads than this are not held; the profiles are over all of them anyway. */
  private static final int MOST_MAPS = 64;

  private final LoadedModel model;
  private final Catalog catalog;
  private final ChatUse chat;
  private final Cancellation cancellation;

  /**
   * @param chat whether prompts go through the model's chat format
   */
  AttentionStatement(LoadedModel model, Catalog catalog, ChatUse chat, Cancellation cancellation) {
    this.model = model;
    this.catalog = catalog;
    this.chat = chat;
    this.cancellation = cancellation;
  }

  AttentionResult attend(Query.Attention query) {
    ModelConfig config = model.model().config();
    int[] layers = indices(query.layers(), config.layers(), "layer");
    int[] heads = indices(query.heads(), config.heads(), "head");
    int[] examples = query.examples().map(Numbers::ints).orElse(new int[] {0});
    List<AttentionMap> maps = new ArrayList<>();
    List<AttentionProfile> profiles = new ArrayList<>();
    for (Call call : query.options().tasks()) {
      if (catalog.textFile(call).isPresent()) {
        throw KvlabException.usage(
            "attention looks at prompts of tasks, not at text files; name a task, such as gsm-mini.");
      }
      Task task = model.sized(catalog.task(call, context(query)));
      AttentionProfiler profiler =
          new AttentionProfiler(task.name(), task.capability(), config.layers());
      int shots = query.options().shots().map(n -> n.ints()[0]).orElse(task.defaultShots());
      for (int example : examples) {
        if (example >= task.size()) {
          throw KvlabException.usage(
              task.name() + " has examples 0 to " + (task.size() - 1) + ", not " + example + ".");
        }
        PromptParts prompt =
            answered(
                PromptParts.of(
                    model.conversation(chat, task.prompt(example, shots)),
                    model.requireTokenizer()),
                task,
                query.options().max().orElse(task.maxNewTokens()));
        profiler.example();
        for (int layer : layers) {
          cancellation.check();
          float[][][] weights = model.model().attentionWeights(prompt.ids(), layer);
          for (int head : heads) {
            cancellation.check();
            AttentionMap map =
                new AttentionMap(
                    task.name() + "/" + example,
                    layer,
                    head,
                    prompt.tokens(),
                    prompt.parts(),
                    0,
                    weights[head]);
            profiler.add(map);
            if (maps.size() < MOST_MAPS) {
              maps.add(map);
            }
          }
        }
      }
      profiles.add(profiler.profile());
    }
    return new AttentionResult(model.name(), maps, profiles);
  }

  private static Optional<Integer> context(Query.Attention query) {
    return query.options().context().stream().boxed().findFirst();
  }

  /** The prompt and what the model writes after it; as it is where there is no room for more. */
  private PromptParts answered(PromptParts prompt, Task task, int longest) {
    ModelConfig config = model.model().config();
    model.model().requireContext(prompt.length());
    int room = config.contextLength() - prompt.length();
    if (room < 1 || longest < 1) {
      return prompt;
    }
    StopRule stop =
        new StopRule(Math.min(longest, room), new HashSet<>(config.endTokens()), task.stops());
    try (Prefill prefill = model.model().prefill(List.of(prompt.ids()), Set.of(), 0)) {
      Generation answer =
          new Generator(model.model())
              .decode(
                  List.of(prompt.ids()),
                  List.of(KvCache.Source.all(prefill.cache(), 0)),
                  prefill.logits().argmax(),
                  stop,
                  cancellation,
                  (sequence, token) -> {})
              .get(0);
      cancellation.check();
      return prompt.withAnswer(answer.ids(), model.requireTokenizer());
    }
  }

  private int[] indices(Optional<Numbers> asked, int count, String what) {
    int[] indices = asked.map(Numbers::ints).orElse(IntStream.range(0, count).toArray());
    if (Arrays.stream(indices).anyMatch(i -> i >= count)) {
      throw KvlabException.usage(
          "%s has %s 0 to %d, not %d."
              .formatted(
                  model.name(), what + "s", count - 1, Arrays.stream(indices).max().orElse(0)));
    }
    return indices;
  }
}
