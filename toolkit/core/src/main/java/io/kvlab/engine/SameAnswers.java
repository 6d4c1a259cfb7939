package io.kvlab.engine;

import io.kvlab.engine.NaivePath.Answered;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the planned path against the naive one, token by token. Where two logits are nearly equal,
 * another order of additions may choose the other token; such answers are counted apart.
 */
public final class SameAnswers {
  private SameAnswers() {}

  /**
   * What was found.
   *
   * @param compared pairs of example and cell
   * @param ties pairs that differ from a choice between two nearly equal logits on
   * @param different pairs that differ otherwise, in words
   */
  public record Verdict(long compared, long ties, List<String> different) {
    public Verdict {
      different = List.copyOf(different);
    }
  }

  private record Pair(Treatment treatment, String example) {}

  /**
   * Answers a sweep over a task by both paths.
   *
   * @param most pairs that the naive path answers, spread evenly over all
   */
  public static Verdict check(
      Sweep sweep, Workbench workbench, long seed, RunOptions options, int most) {
    Answers work = (Answers) sweep.work();
    Map<Pair, int[]> planned = planned(sweep, work, workbench, seed, options);
    long ties = 0;
    long compared = 0;
    List<String> different = new ArrayList<>();
    for (Answered naive : new NaivePath(sweep, work, workbench, seed).answer(most)) {
      int[] tokens = planned.get(new Pair(naive.treatment(), naive.example()));
      compared++;
      int at = tokens == null ? 0 : Arrays.mismatch(tokens, naive.tokens());
      if (tokens != null && at < 0) {
        continue;
      }
      if (tokens != null && at < naive.gaps().length && naive.gaps()[at] < SweepContext.NEAR) {
        ties++;
      } else {
        different.add(
            work.name()
                + " "
                + naive.example()
                + ", "
                + naive.treatment()
                + ", token "
                + at
                + ": "
                + Arrays.toString(tokens)
                + " instead of "
                + Arrays.toString(naive.tokens()));
      }
    }
    return new Verdict(compared, ties, different);
  }

  private static Map<Pair, int[]> planned(
      Sweep sweep, Answers work, Workbench workbench, long seed, RunOptions options) {
    SweepSetup setup = SweepSetup.of(sweep, workbench, options, seed, new Cancellation());
    Map<Pair, int[]> tokens = new HashMap<>();
    new AnswerSweep(
            setup,
            work,
            workbench.task(work.name()),
            rows -> {},
            (prompt, treatment, answer) ->
                tokens.put(new Pair(treatment, prompt.id()), answer.ids()))
        .run();
    return tokens;
  }
}
