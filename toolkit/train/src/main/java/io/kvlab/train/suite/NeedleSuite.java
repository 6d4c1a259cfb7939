package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * needle-mini, after needle-in-a-haystack and RULER's multi-key retrieval: code words with
 * four-digit codes hidden in filler. The answer repeats the code word, then gives the code.
 */
record NeedleSuite() implements Suite {
  private static final int NEEDLES = 6;
  private static final List<String> WORDS = Lexicon.words("animals");
  private static final List<String> ADJECTIVES = Lexicon.words("adjectives");
  private static final List<String> PEOPLE = Lexicon.words("people");
  private static final List<String> DEEDS = Lexicon.words("deeds");
  private static final List<String> PLACES = Lexicon.words("places");
  private static final List<String> TIMES = Lexicon.lines("times");

  private record Needle(String word, int code) {
    static Needle of(Random random, Split split, String word) {
      while (true) {
        Needle needle = new Needle(word, NeedleSuite.code(random));
        if (Split.of(needle.toString()) == split) {
          return needle;
        }
      }
    }

    String sentence() {
      return "The secret code is " + word + " " + code + ". ";
    }

    Exchange exchange() {
      return new Exchange(
          "Question: What is the secret code of " + word + "?\nAnswer:", " " + word + " " + code);
    }

    @Override
    public String toString() {
      return word + " " + code;
    }
  }

  /** Four digits, without a zero in the first or third place: two tokens. */
  static int code(Random random) {
    return 100 * Draw.between(random, 10, 99) + Draw.between(random, 10, 99);
  }

  @Override
  public String name() {
    return "needle-mini";
  }

  @Override
  public List<Integer> lengths() {
    return List.of(256, 512, 1024);
  }

  @Override
  public Item item(Random random, Split split, int length) {
    List<Needle> needles = needles(random, split, NEEDLES);
    Exchange asked = Draw.one(random, needles).exchange();
    String passage = passage(random, needles, length - 12);
    return new Item(
        "", name(), length, passage, List.of(), asked.question(), asked.answer(), List.of());
  }

  @Override
  public Document document(Random random, int tokens) {
    List<Needle> needles = needles(random, Split.TRAIN, Draw.between(random, 4, NEEDLES + 2));
    int asked = 4;
    Document.Builder builder =
        Document.of(name()).skip(passage(random, needles, Math.max(60, tokens - 16 * asked)));
    for (Needle needle : Draw.some(random, needles, asked)) {
      builder.exchange(needle.exchange(), 2f);
    }
    return builder.build();
  }

  @Override
  public List<String> unseen(Item item) {
    return List.of(item.answer().strip());
  }

  private static List<Needle> needles(Random random, Split split, int count) {
    return Draw.some(random, WORDS, count).stream()
        .map(word -> Needle.of(random, split, word))
        .toList();
  }

  /** Filler of about {@code tokens} tokens with the needles at random places. */
  private static String passage(Random random, List<Needle> needles, int tokens) {
    List<String> sentences = new ArrayList<>();
    for (int used = 8 * needles.size(); used < tokens; ) {
      String sentence = filler(random);
      used += sentence.split(" ").length + 1;
      sentences.add(sentence);
    }
    for (Needle needle : needles) {
      sentences.add(random.nextInt(sentences.size() + 1), needle.sentence());
    }
    return String.join("", sentences).strip() + "\n\n";
  }

  private static String filler(Random random) {
    String person = Draw.one(random, PEOPLE);
    String deed = Draw.one(random, DEEDS);
    String place = Draw.one(random, PLACES);
    String adjective = Draw.one(random, ADJECTIVES);
    return switch (random.nextInt(3)) {
      case 0 ->
          String.format(
              "The %s %s %s near the %s %s. ",
              adjective, person, deed, place, Draw.one(random, TIMES));
      case 1 ->
          String.format(
              "A %s %s with the %s %s by the %s. ",
              person, deed, adjective, Draw.one(random, PEOPLE), place);
      default ->
          String.format("In the %s a %s %s %s. ", place, person, deed, Draw.one(random, TIMES));
    };
  }
}
