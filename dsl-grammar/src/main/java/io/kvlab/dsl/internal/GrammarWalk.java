package io.kvlab.dsl.internal;

import io.kvlab.dsl.parser.KvLabParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleStopState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows a row of tokens through the grammar's network, all readings at once, and tells which
 * tokens may come next and in which rules. Time is linear in the tokens for this grammar, whose
 * readings are few at every point.
 */
final class GrammarWalk {
  /**
   * A token that may come next.
   *
   * @param type its type
   * @param rules the rules it would stand in, innermost first
   */
  record Expected(int type, List<Integer> rules) {
    boolean within(int rule) {
      return rules.contains(rule);
    }
  }

  /**
   * How far the grammar could follow.
   *
   * @param taken number of tokens that fit
   * @param expected what could have stood behind them
   */
  record Reach(int taken, Set<Expected> expected) {}

  /** Where to go on after a rule; {@code state} is null at the bottom. */
  private record Frame(@Nullable ATNState state, int rule, @Nullable Frame below, int hash) {
    static Frame of(@Nullable ATNState state, int rule, @Nullable Frame below) {
      int number = state == null ? -1 : state.stateNumber;
      return new Frame(
          state, rule, below, 31 * (31 * number + rule) + (below == null ? 0 : below.hash));
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      if (this == other) {
        return true;
      }
      if (!(other instanceof Frame)) {
        return false;
      }
      Frame a = this;
      Frame b = (Frame) other;
      while (a != b) { // a loop, not recursion: stacks of equal frames may be deep
        if (a.hash != b.hash || a.state != b.state || a.rule != b.rule) {
          return false;
        }
        if (a.below == null || b.below == null) {
          return a.below == b.below;
        }
        a = a.below;
        b = b.below;
      }
      return true;
    }
  }

  private record Config(ATNState state, Frame stack) {}

  private static final ATN NETWORK = KvLabParser._ATN;

  private GrammarWalk() {}

  /** Follows tokens that begin where a line of a program begins. */
  static Reach line(List<Token> tokens) {
    for (ATNState state : NETWORK.states) {
      if (state != null && state.ruleIndex == KvLabParser.RULE_program) {
        for (Transition transition : state.getTransitions()) {
          if (transition instanceof RuleTransition call
              && call.target.ruleIndex == KvLabParser.RULE_line) {
            Frame program = Frame.of(null, KvLabParser.RULE_program, null);
            Frame line = Frame.of(call.followState, KvLabParser.RULE_line, program);
            return walk(new Config(call.target, line), tokens);
          }
        }
      }
    }
    throw new IllegalStateException("the grammar's program has no line");
  }

  /** Follows tokens from the beginning of a rule. */
  static Reach rule(int rule, List<Token> tokens) {
    return walk(new Config(NETWORK.ruleToStartState[rule], Frame.of(null, rule, null)), tokens);
  }

  private static Reach walk(Config start, List<Token> tokens) {
    Set<Config> current = closure(List.of(start));
    int taken = 0;
    while (taken < tokens.size()) {
      int type = tokens.get(taken).getType();
      List<Config> next = new ArrayList<>();
      for (Config config : current) {
        for (Transition transition : config.state.getTransitions()) {
          if (!transition.isEpsilon() && transition.matches(type, 1, NETWORK.maxTokenType)) {
            next.add(new Config(transition.target, config.stack));
          }
        }
      }
      if (next.isEmpty()) {
        break;
      }
      taken++;
      current = closure(next);
    }
    return new Reach(taken, expected(current));
  }

  /** All configurations that are reached without a token and from which a token can be taken. */
  private static Set<Config> closure(List<Config> seeds) {
    Set<Config> seen = new HashSet<>(seeds);
    Deque<Config> open = new ArrayDeque<>(seeds);
    Set<Config> taking = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      Config config = open.pop();
      if (config.state instanceof RuleStopState) {
        if (config.stack.state != null && config.stack.below != null) {
          visit(new Config(config.stack.state, config.stack.below), seen, open);
        }
        continue;
      }
      for (Transition transition : config.state.getTransitions()) {
        if (transition instanceof RuleTransition call) {
          Frame inner = Frame.of(call.followState, call.target.ruleIndex, config.stack);
          visit(new Config(call.target, inner), seen, open);
        } else if (transition.isEpsilon()) {
          visit(new Config(transition.target, config.stack), seen, open);
        } else {
          taking.add(config);
        }
      }
    }
    return taking;
  }

  private static void visit(Config config, Set<Config> seen, Deque<Config> open) {
    if (seen.add(config)) {
      open.push(config);
    }
  }

  private static Set<Expected> expected(Set<Config> configs) {
    Set<Expected> expected = new LinkedHashSet<>();
    for (Config config : configs) {
      List<Integer> rules = new ArrayList<>();
      for (Frame frame = config.stack; frame != null; frame = frame.below) {
        rules.add(frame.rule);
      }
      for (Transition transition : config.state.getTransitions()) {
        IntervalSet label = transition.label();
        if (label != null) {
          for (int type : label.toList()) {
            expected.add(new Expected(type, List.copyOf(rules)));
          }
        }
      }
    }
    return expected;
  }
}
