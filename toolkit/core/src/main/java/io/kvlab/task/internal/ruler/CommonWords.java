package io.kvlab.task.internal.ruler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A numbered list of words of which some stand in it often; those are asked for.
 *
 * @param asked how many words are common
 * @param often how often each of them stands in the list
 * @param seldom how often every other word does
 */
record CommonWords(int asked, int often, int seldom) implements RulerKind {
  @Override
  public int smallest() {
    return asked + 1;
  }

  @Override
  public Content make(Random random, int size) {
    List<String> words = new RulerWords().words(random, size);
    List<String> list = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      list.addAll(Collections.nCopies(i < asked ? often : seldom, words.get(i)));
    }
    Collections.shuffle(list, random);
    StringBuilder context = new StringBuilder();
    for (int i = 0; i < list.size(); i++) {
      context.append(i == 0 ? "" : " ").append(i + 1).append(". ").append(list.get(i));
    }
    return new Content(
        Map.of("context", context.toString(), "count", Integer.toString(asked)),
        words.subList(0, asked));
  }
}
