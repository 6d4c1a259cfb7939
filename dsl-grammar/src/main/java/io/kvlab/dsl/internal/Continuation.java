package io.kvlab.dsl.internal;

import static io.kvlab.dsl.parser.KvLabParser.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.WritableToken;

/** A line that begins with an option's keyword goes on with the statement above. */
final class Continuation {
  /** Words that begin an option and never a statement. */
  private static final Set<Integer> OPTIONS =
      Set.of(
          RATIO,
          CAPACITY,
          DECODE,
          AT,
          ON,
          WITH,
          LIMIT,
          SEED,
          SHOTS,
          CONTEXT,
          CONTINUATION,
          WINDOWS,
          MAX,
          CHAT,
          DEVICE,
          SCORING,
          WITHOUT,
          FRESH,
          EXAMPLE,
          LAYER,
          HEAD,
          OF,
          BY,
          COLOR,
          FACET,
          SAVE,
          TASK,
          MODEL,
          POLICY,
          VS,
          TO,
          STEP);

  private Continuation() {}

  /** Hides the line ends in front of such lines from the parser. */
  static void join(List<Token> tokens) {
    List<Token> lineEnds = new ArrayList<>();
    boolean statement = false; // whether one stands above
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.getChannel() != Token.DEFAULT_CHANNEL) {
        continue;
      }
      if (token.getType() == NEWLINE) {
        lineEnds.add(token);
        continue;
      }
      if (statement && OPTIONS.contains(token.getType()) && !isBound(tokens, i)) {
        lineEnds.forEach(end -> ((WritableToken) end).setChannel(Token.HIDDEN_CHANNEL));
      }
      lineEnds.clear();
      statement = token.getType() != SEMICOLON;
    }
  }

  /** {@code limit = ...} binds a result. */
  private static boolean isBound(List<Token> tokens, int name) {
    return tokens.stream()
        .skip(name + 1L)
        .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL)
        .findFirst()
        .filter(token -> token.getType() == EQUALS)
        .isPresent();
  }
}
