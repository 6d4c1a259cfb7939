package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Query;
import io.kvlab.experiment.LoadedModel;
import io.kvlab.experiment.attention.AttentionMap;
import io.kvlab.experiment.attention.AttentionProfile;
import io.kvlab.experiment.attention.AttentionProfiler;
import io.kvlab.experiment.attention.AttentionResult;
import io.kvlab.model.ModelConfig;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code attention on gsm-mini with nano example 3 layer 2 head 0..3}. */
final class Attending {
  /** More single heads than this are not held; the profiles are over all of them anyway. */
  private static final int MOST_MAPS = 64;

  private final LoadedModel model;
  private final Catalog catalog;

  Attending(LoadedModel model, Catalog catalog) {
    this.model = model;
    this.catalog = catalog;
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
        throw KvlabException.usage("attention looks at prompts of tasks, not at text files.");
      }
      Task task = catalog.task(call);
      AttentionProfiler profiler =
          new AttentionProfiler(task.name(), task.capability(), config.layers());
      int shots = query.options().shots().map(n -> n.ints()[0]).orElse(task.defaultShots());
      for (int example : examples) {
        if (example >= task.size()) {
          throw KvlabException.usage(
              task.name() + " has examples 0 to " + (task.size() - 1) + ", not " + example + ".");
        }
        PromptParts prompt = PromptParts.of(task.prompt(example, shots), model.requireTokenizer());
        profiler.example();
        for (int layer : layers) {
          float[][][] weights = model.model().attentionWeights(prompt.ids(), layer);
          for (int head : heads) {
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
