package io.kvlab.train.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.train.suite.Drills;
import io.kvlab.train.suite.Item;
import io.kvlab.train.suite.Split;
import io.kvlab.train.suite.Suite;
import io.kvlab.train.suite.Suites;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word-level tokenizer: words with the space before them, numbers below 100, punctuation, line
 * ends. A text that is cut after a blank line or before a space has the same ids as its parts.
 */
public final class WordTokenizer {
  /** Ids of the special tokens. */
  public static final int PAD = 0;

  public static final int UNKNOWN = 1;
  public static final int BEGIN = 2;
  public static final int END = 3;

  private static final List<String> SPECIAL = List.of("<pad>", "<unk>", "<bos>", "<eos>");
  private static final String PATTERN =
      "\\n {4}|\\n\\n|\\n|\"\"\"|_\\d{1,2}| ?[A-Za-z]+| ?\\d{1,2}| ?[^\\sA-Za-z\\d]|\\s";
  private static final Pattern WORD = Pattern.compile(PATTERN);

  private final List<String> words;
  private final Map<String, Integer> ids = new HashMap<>();

  private WordTokenizer(List<String> words) {
    this.words = List.copyOf(words);
    for (int id = 0; id < words.size(); id++) {
      ids.put(words.get(id), id);
    }
  }

  /** The tokenizer whose words are those that the suites and drills use, in alphabetic order. */
  public static WordTokenizer ofSuites() {
    TreeSet<String> found = new TreeSet<>();
    for (int number = 0; number < 100; number++) {
      found.add(Integer.toString(number));
      found.add(" " + number);
      found.add("_" + number);
    }
    for (char c = '!'; c <= '~'; c++) {
      found.add(Character.toString(c));
    }
    Random random = new Random(11);
    List<Suite> suites = new ArrayList<>(Suites.all());
    suites.addAll(Suites.open());
    for (Suite suite : suites) {
      for (int i = 0; i < 500; i++) {
        split(suite.document(random, 256).text(), found);
        for (Split split : List.of(Split.DEV, Split.TEST)) {
          Item item = suite.item(random, split, suite.lengths().get(0));
          split(item.prompt() + item.answer() + "\n\n", found);
        }
      }
    }
    for (String word : Drills.words()) {
      found.add(" " + word);
    }
    List<String> words = new ArrayList<>(SPECIAL);
    words.addAll(found);
    return new WordTokenizer(words);
  }

  /** How many tokens there are. */
  public int size() {
    return words.size();
  }

  /** The ids of a text, without the start token. */
  public int[] encode(String text) {
    Matcher matcher = WORD.matcher(text);
    int[] buffer = new int[text.length()];
    int count = 0;
    while (matcher.find()) {
      buffer[count++] = ids.getOrDefault(matcher.group(), UNKNOWN);
    }
    return Arrays.copyOf(buffer, count);
  }

  /** The text of ids. */
  public String decode(int... tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(words.get(token));
    }
    return text.toString();
  }

  /** The same tokenizer as a Hugging Face {@code tokenizer.json}. */
  public String toJson() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      ObjectNode token = added.addObject().put("id", id).put("content", words.get(id));
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        token.put(flag, false);
      }
      token.put("special", true);
    }
    root.putNull("normalizer");
    ObjectNode splitter = root.putObject("pre_tokenizer").put("type", "Split");
    splitter.putObject("pattern").put("Regex", PATTERN);
    splitter.put("behavior", "Isolated").put("invert", false);
    ObjectNode template = root.putObject("post_processor").put("type", "TemplateProcessing");
    String begin = words.get(BEGIN);
    for (String form : List.of("single", "pair")) {
      ArrayNode parts = template.putArray(form);
      parts.addObject().putObject("SpecialToken").put("id", begin).put("type_id", 0);
      parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
      if (form.equals("pair")) {
        parts.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
      }
    }
    ObjectNode special = template.putObject("special_tokens").putObject(begin);
    special.put("id", begin).putArray("ids").add(BEGIN);
    special.putArray("tokens").add(begin);
    root.putObject("decoder").put("type", "Fuse");
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < words.size(); id++) {
      vocabulary.put(words.get(id), id);
    }
    model.put("unk_token", words.get(UNKNOWN));
    return root.toPrettyString() + "\n";
  }

  private static void split(String text, TreeSet<String> into) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      into.add(matcher.group());
    }
  }
}
