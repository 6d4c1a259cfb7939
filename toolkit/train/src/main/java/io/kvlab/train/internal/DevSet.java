package io.kvlab.train.internal;

import io.kvlab.train.suite.Item;
import io.kvlab.train.suite.Split;
import io.kvlab.train.suite.Suite;
import io.kvlab.train.suite.Suites;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Held-out items that watch the training. An item counts when every token of the gold answer is the
 * most likely one, which is when greedy decoding gives exactly the gold answer; of longgen's
 * answers each line counts by itself.
 */
public final class DevSet {
  private static final int TOKENS_AT_ONCE = 8192;
  private static final int GRAIN = 32;

  private record Encoded(String group, int[] prompt, int[] answer, int[] part) {
    int length() {
      return prompt.length + answer.length;
    }
  }

  private final List<Encoded> items = new ArrayList<>();

  /** {@code perSuite} items of each suite, of {@code split}. */
  public DevSet(WordTokenizer tokenizer, Split split, int perSuite, long seed, int context) {
    List<Suite> suites = new ArrayList<>(Suites.all());
    suites.addAll(Suites.open());
    for (Suite suite : suites) {
      for (Item item : Suites.items(suite, split, perSuite, seed)) {
        Encoded encoded = encode(tokenizer, item);
        if (encoded.length() <= context) {
          items.add(encoded);
        }
      }
    }
    items.sort(Comparator.comparingInt(Encoded::length));
  }

  /** Accuracy by suite and length class, in the suites' order. */
  public Map<String, Double> score(Learner learner) {
    Map<String, int[]> right = new LinkedHashMap<>();
    for (int from = 0; from < items.size(); ) {
      int to = from;
      while (to < items.size()
          && (long) padded(items.get(to).length()) * (to + 1 - from) <= TOKENS_AT_ONCE) {
        to++;
      }
      to = Math.max(to, from + 1);
      score(learner, items.subList(from, to), right);
      from = to;
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    right.keySet().stream()
        .sorted()
        .forEach(group -> scores.put(group, share(right.getOrDefault(group, new int[2]))));
    return scores;
  }

  private static double share(int[] rightOf) {
    return (double) rightOf[0] / rightOf[1];
  }

  private static void score(Learner learner, List<Encoded> items, Map<String, int[]> right) {
    int time = padded(items.get(items.size() - 1).length());
    Batch.Builder builder = new Batch.Builder(items.size(), time);
    for (int row = 0; row < items.size(); row++) {
      Encoded item = items.get(row);
      for (int t = 0; t < item.length(); t++) {
        boolean answered = t >= item.prompt().length;
        int token = answered ? item.answer()[t - item.prompt().length] : item.prompt()[t];
        builder.id(row, t, token);
        if (answered) {
          builder.count(row, t - 1, token, 1f);
        }
      }
    }
    Batch batch = builder.build();
    long[] predicted = learner.predict(batch);
    int at = 0;
    for (Encoded item : items) {
      int parts = item.part()[item.part().length - 1] + 1;
      boolean[] wrong = new boolean[parts];
      for (int i = 0; i < item.answer().length; i++, at++) {
        wrong[item.part()[i]] |= predicted[at] != batch.target()[at];
      }
      int[] count = right.computeIfAbsent(item.group(), group -> new int[2]);
      for (boolean bad : wrong) {
        count[0] += bad ? 0 : 1;
        count[1]++;
      }
    }
  }

  private static int padded(int length) {
    return (length + GRAIN - 1) / GRAIN * GRAIN;
  }

  private static Encoded encode(WordTokenizer tokenizer, Item item) {
    int[] text = tokenizer.encode(item.prompt());
    int[] prompt = new int[text.length + 1];
    prompt[0] = WordTokenizer.BEGIN;
    System.arraycopy(text, 0, prompt, 1, text.length);
    int[] answer = tokenizer.encode(item.answer());
    int[] part = new int[answer.length];
    int newline = tokenizer.encode("\n")[0];
    boolean lines = item.suite().startsWith("longgen");
    for (int i = 1; i < answer.length; i++) {
      part[i] = part[i - 1] + (lines && answer[i] == newline ? 1 : 0);
    }
    String stem = item.suite().replace("-mini", "");
    String group = item.length() == 0 ? stem : stem + "-" + item.length();
    return new Encoded(group, prompt, Arrays.copyOf(answer, answer.length), part);
  }
}
