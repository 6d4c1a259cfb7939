package io.kvlab.bench;

import io.kvlab.dsl.Help;
import io.kvlab.dsl.parser.KvLabLexer;
import io.kvlab.dsl.parser.KvLabParser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;

/**
 * Texts to try the language with: noise, rows of tokens, changed examples, walks through the
 * grammar.
 */
final class RandomTexts {
  private static final int LONGEST_NOISE = 80;
  private static final int LONGEST_WALK = 80;
  private static final String SIGNS =
      "\"\"\\\n\r\t ##;;=,()[]+-*/..'%@$<>\u00e9\u2026\u201c\u0000\u001b\ud83d";
  private static final List<String> EXAMPLES =
      Help.statements().stream().flatMap(topic -> topic.examples().stream()).toList();
  private static final List<String> NAMES =
      List.of("snapkv", "gsm-mini", "llama3.2-1b", "x", "cap", "grid", "window", "a.b-c_9");
  private static final List<String> NUMBERS =
      List.of("0", "1", "0.1", ".5", "0.9", "3", "256", "1e-3", "10000", "99999999999", "1e400");
  private static final List<String> STRINGS =
      List.of(
          "\"essay.txt\"", "\"\"", "\"a \\\" b\"", "\"\\u00e9\\n\"", "\"\\q\"", "\"\ud83d\ude00\"");

  private final RandomGenerator random;

  public RandomTexts(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The source of chance, for what is done with the texts. */
  public RandomGenerator random() {
    return random;
  }

  /** The next text. */
  public String next() {
    return switch (random.nextInt(5)) {
      case 0 -> noise();
      case 1 -> tokens();
      case 2 -> walk();
      case 3 -> mutated(walk());
      default -> mutated(pick(EXAMPLES));
    };
  }

  private String noise() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(LONGEST_NOISE); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        case 1 -> text.append((char) random.nextInt(' ', 127));
        case 2 ->
            text.append(token(random.nextInt(1, KvLabLexer.VOCABULARY.getMaxTokenType() + 1)));
        default -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT));
      }
    }
    return text.toString();
  }

  private String tokens() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(token(random.nextInt(1, KvLabLexer.VOCABULARY.getMaxTokenType() + 1)));
      text.append(random.nextInt(8) == 0 ? "" : " ");
    }
    return text.toString();
  }

  /** A few characters deleted, doubled, swapped or put in, or a piece of another example. */
  private String mutated(String original) {
    StringBuilder text = new StringBuilder(original);
    for (int i = random.nextInt(1, 5); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + random.nextInt(1, 12));
      switch (random.nextInt(6)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.delete(at, to);
        case 2 -> text.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
        case 3 -> text.insert(at, text.substring(at, to));
        case 4 -> text.insert(at, " " + ending(pick(EXAMPLES)) + " ");
        default -> text.setCharAt(at, text.charAt(to - 1));
      }
    }
    return text.toString();
  }

  /** A random way through the grammar's network; cut off where it gets long. */
  private String walk() {
    ATN network = KvLabParser._ATN;
    StringBuilder text = new StringBuilder();
    Deque<ATNState> back = new ArrayDeque<>();
    ATNState state = network.ruleToStartState[KvLabParser.RULE_program];
    for (int taken = 0; taken < LONGEST_WALK; ) {
      if (state instanceof RuleStopState) {
        if (back.isEmpty()) {
          break;
        }
        state = back.pop();
        continue;
      }
      Transition way = state.transition(random.nextInt(state.getNumberOfTransitions()));
      if (way instanceof RuleTransition call) {
        back.push(call.followState);
      } else if (!way.isEpsilon()) {
        List<Integer> types = way.label().toList();
        text.append(token(types.get(random.nextInt(types.size())))).append(' ');
        taken++;
      }
      state = way.target;
    }
    return text.toString();
  }

  private String token(int type) {
    String literal = KvLabLexer.VOCABULARY.getLiteralName(type);
    if (literal != null) {
      return literal.substring(1, literal.length() - 1);
    }
    return switch (type) {
      case KvLabLexer.NUMBER -> pick(NUMBERS);
      case KvLabLexer.NAME -> pick(NAMES);
      case KvLabLexer.STRING -> pick(STRINGS);
      case KvLabLexer.NEWLINE -> "\n";
      default -> "";
    };
  }

  private String ending(String text) {
    return text.substring(random.nextInt(text.length()));
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
