package io.kvlab.task.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.manifest.Dataset;
import io.kvlab.task.PromptLength;
import io.kvlab.task.internal.ruler.RulerKind;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.RandomAccess;

/**
 * The examples of a generated dataset, each made when it is asked for, as long as fits. An example
 * depends on its index and the seed alone, not on those made before.
 */
final class GeneratedRows extends AbstractList<Example> implements RandomAccess {
  private static final int KEPT = 64;

  private final Dataset dataset;
  private final RulerKind kind;
  private final Templates templates;
  private final PromptLength length;
  private final int samples;
  private final Map<Integer, Example> made =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Example> eldest) {
          return size() > KEPT;
        }
      };

  GeneratedRows(Dataset dataset, PromptLength length) {
    this.dataset = dataset;
    this.kind = RulerKind.of(dataset.name(), dataset.generator());
    this.templates = new Templates(dataset);
    this.length = length;
    this.samples =
        new RulerKind.Parameters(dataset.name(), dataset.generator()).number("samples", 500);
  }

  @Override
  public int size() {
    return samples;
  }

  @Override
  public synchronized Example get(int index) {
    return made.computeIfAbsent(index, this::longest);
  }

  /** The longest example that fits, found by doubling and halving its size. */
  private Example longest(int index) {
    int fits = kind.smallest();
    int tokens = tokens(example(index, fits));
    if (tokens > length.tokens()) {
      throw KvlabException.usage(
          "'%s' needs a context of at least %d tokens, not %d"
              .formatted(dataset.name(), tokens, length.tokens()));
    }
    int tooLong = fits * 2;
    while (tokens(example(index, tooLong)) <= length.tokens()) {
      fits = tooLong;
      tooLong *= 2;
    }
    while (tooLong - fits > 1) {
      int middle = (fits + tooLong) >>> 1;
      if (tokens(example(index, middle)) <= length.tokens()) {
        fits = middle;
      } else {
        tooLong = middle;
      }
    }
    return example(index, fits);
  }

  private int tokens(Example example) {
    Row row = example.first();
    String text =
        templates.system(row).orElse("")
            + templates.instruction(row).orElse("")
            + templates.context(row).orElse("")
            + templates.question(example);
    return length.count().applyAsInt(text) + dataset.maxTokens();
  }

  private Example example(int index, int size) {
    RulerKind.Content content = kind.make(new Random(length.seed() * 1_000_003L + index), size);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    content.values().forEach(json::put);
    content.golds().forEach(json.putArray("answers")::add);
    Row row = new Row(json, index, index, dataset.name(), Optional.empty());
    return new Example(index, List.of(row));
  }
}
