package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Exercises that are no suite's: the parts that the abilities are made of, each by itself. */
public final class Drills {
  private static final String NAME = "drill";
  private static final List<String> WORDS = Lexicon.allWords();

  private Drills() {}

  /** The words that the drills use: all of the suites' lists. */
  public static List<String> words() {
    return WORDS;
  }

  /** Random words, then the same words again: copying from the context. */
  public static Document copying(Random random, int tokens) {
    int repeats = Draw.between(random, 2, 3);
    int count = Math.min(40, Math.max(3, Draw.between(random, tokens / 8, tokens / repeats)));
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(' ').append(Draw.one(random, WORDS));
    }
    Document.Builder builder = Document.of(NAME).skip(words.toString());
    for (int i = 1; i < repeats; i++) {
      builder.answer(words.toString(), 1f);
    }
    return builder.skip("\n\n").build();
  }

  /**
   * Pairs of a word and another word or a code, some of them asked for again, now and then after
   * the key stood in a question: looking a key up.
   */
  public static Document pairs(Random random, int tokens) {
    Document.Builder builder = Document.of(NAME);
    boolean codes = random.nextBoolean();
    Map<String, String> known = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    for (int used = 0; used < tokens; used += codes ? 5 : 3) {
      if (keys.size() > 1 && random.nextBoolean()) {
        String key = Draw.one(random, keys);
        builder.skip(random.nextInt(3) == 0 ? " " + key + "? " + key : " " + key);
        builder.answer(" " + known.get(key), 1f).skip(".");
      } else {
        String key = Draw.one(random, WORDS);
        String value = codes ? Integer.toString(NeedleSuite.code(random)) : Draw.one(random, WORDS);
        if (known.putIfAbsent(key, value) == null) {
          keys.add(key);
          builder.skip(" " + key + " " + value + ".");
        }
      }
    }
    return builder.skip("\n\n").build();
  }

  /** Calculations, one after the other. */
  public static Document arithmetic(Random random, int tokens) {
    Document.Builder builder = Document.of(NAME);
    for (int used = 0; used < tokens; used += 6) {
      Arithmetic.Equation equation = Arithmetic.any(random);
      String text = equation.toString();
      int at = text.lastIndexOf(' ');
      builder.skip((used == 0 ? "" : " ") + text.substring(0, at));
      builder.answer(text.substring(at), 1.5f).skip(".");
    }
    return builder.skip("\n\n").build();
  }

  /** A word is named and stands among lettered options: finding the letter. */
  public static Document selection(Random random, int tokens) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int used = 0; used < tokens; used += 28) {
      List<String> options = Draw.some(random, WORDS, Draw.between(random, 4, 5));
      String value = Draw.one(random, options);
      exchanges.add(FactTable.choice("Choose " + value + ".", options, value));
    }
    return Document.ofExchanges(NAME, "", exchanges, 2f);
  }
}
