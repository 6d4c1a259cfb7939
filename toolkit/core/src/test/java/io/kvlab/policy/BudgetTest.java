package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.cache.Selection;
import io.kvlab.model.Range;
import io.kvlab.policy.method.PyramidInfer;
import io.kvlab.policy.method.StandardPolicies;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At equal ratio every policy holds the same number of entries, sinks and windows included. */
class BudgetTest {
  private static final List<String> RATIOS =
      List.of("0.01", "0.1", "0.2", "0.4", "0.5", "0.75", "0.99", "1");
  private static final int[] LENGTHS = {1, 2, 31, 33, 100, 257};
  private static final int[][] SHAPES = {{1, 1, 1}, {5, 8, 4}, {8, 8, 2}, {3, 6, 6}};

  private interface Check {
    void of(PromptView prompt, int capacity, long total, String place);
  }

  private static void everywhere(String expression, Check check) {
    Policy policy = StandardPolicies.REGISTRY.create(expression);
    for (int n : LENGTHS) {
      for (int[] shape : SHAPES) {
        PromptView prompt = RandomEvidence.prompt(n, shape[0], shape[1], shape[2], n);
        var evidence = RandomEvidence.of(prompt, policy.evidence());
        for (String ratio : RATIOS) {
          Budget budget = Budget.ratio(ratio);
          Selection selection = policy.select(prompt, evidence, budget);
          String place = expression + " n=" + n + " L=" + shape[0] + " ratio " + ratio;
          assertEquals(prompt.layers(), selection.layers(), place);
          assertEquals(prompt.kvHeads(), selection.kvHeads(), place);
          for (int layer = 0; layer < prompt.layers(); layer++) {
            for (int head = 0; head < prompt.kvHeads(); head++) {
              int[] kept = selection.positions(layer, head);
              assertTrue(kept.length == 0 || kept[kept.length - 1] < n, place);
            }
          }
          check.of(prompt, budget.entries(n), selection.total(), place);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "random",
        "streamingllm",
        "streamingllm(sinks=0)",
        "h2o",
        "h2o(recent=8)",
        "h2o(recent=0)",
        "knorm",
        "tova",
        "keydiff"
      })
  void theBudgetIsMetExactly(String expression) {
    everywhere(
        expression,
        (prompt, capacity, total, place) ->
            assertEquals((long) capacity * prompt.layers() * prompt.kvHeads(), total, place));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapkv(window=1, kernel=1)",
        "pyramidkv(window=1, beta=1)",
        "snapkv",
        "snapkv(window=32, kernel=7, pooling=max)",
        "pyramidkv",
        "pyramidkv(window=32, kernel=7, pooling=max, beta=3)"
      })
  void theBudgetIsMetExactlyUnlessThePromptFitsIntoTheWindow(String expression) {
    everywhere(
        expression,
        (prompt, capacity, total, place) -> {
          int window = expression.contains("window=1,") ? 1 : 32;
          int entries = prompt.length() <= window ? prompt.length() : capacity;
          assertEquals((long) entries * prompt.layers() * prompt.kvHeads(), total, place);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada(snapkv(window=1))",
        "ada(snapkv(window=1, pooling=max, kernel=7), floor=0.5, normalize=false)",
        "ada(h2o)",
        "ada(pyramidkv(window=1), floor=0)",
        "ada(knorm, normalize=false)",
        "ada(tova, floor=1)"
      })
  void sharingAmongHeadsMeetsTheBudgetWithinTwoEntriesPerHead(String expression) {
    everywhere(
        expression,
        (prompt, capacity, total, place) -> {
          long heads = (long) prompt.layers() * prompt.kvHeads();
          assertTrue(Math.abs(capacity * heads - total) < 2 * heads, place + ": " + total);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"full"})
  void fullKeepsEverything(String expression) {
    everywhere(
        expression,
        (prompt, capacity, total, place) ->
            assertEquals(
                (long) prompt.length() * prompt.layers() * prompt.kvHeads(), total, place));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 20})
  void chunksStayWithinTheBudgetAndNearIt(int chunk) {
    everywhere(
        "chunkkv(chunk=" + chunk + ", window=8)",
        (prompt, capacity, total, place) -> {
          long heads = (long) prompt.layers() * prompt.kvHeads();
          if (prompt.length() <= 8) {
            assertEquals(prompt.length() * heads, total, place);
          } else {
            assertTrue(total <= capacity * heads, place);
            long chosen = capacity / chunk * chunk - (chunk - 1); // the last chunk may be shorter
            long least = capacity <= 8 ? capacity : Math.max(8, chosen);
            assertTrue(total >= Math.min(capacity, least) * heads, place + ": " + total);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shotkv",
        "shotkv(protect=none, fit=stop)",
        "shotkv(scope=global, queries=window)",
        "randomshot",
        "randomshot(protect=none, scope=global)"
      })
  void shotsStayWithinTheBudgetUnlessWhatIsProtectedExceedsIt(String expression) {
    everywhere(
        expression,
        (prompt, capacity, total, place) -> {
          long heads = (long) prompt.layers() * prompt.kvHeads();
          if (prompt.shots().isEmpty()) {
            assertEquals(prompt.length() * heads, total, place);
            return;
          }
          Set<Integer> outside = new HashSet<>();
          Range last = prompt.shots().get(prompt.shots().size() - 1);
          for (int i = 0; i < prompt.length() && !expression.contains("none"); i++) {
            if (i < 4 || i >= last.to()) {
              outside.add(i);
            }
          }
          assertTrue(total <= Math.max(capacity, outside.size()) * heads, place + ": " + total);
          assertTrue(total >= outside.size() * heads, place + ": " + total);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyramidinfer", "pyramidinfer(least=0, sinks=0)"})
  void droppingDuringThePrefillMeetsTheBudgetWhereItsScheduleCan(String expression) {
    PyramidInfer policy = (PyramidInfer) StandardPolicies.REGISTRY.create(expression);
    everywhere(
        expression,
        (prompt, capacity, total, place) -> {
          long smallest = 0;
          for (int alive : policy.alive(prompt.length(), prompt.layers(), 0)) {
            smallest += alive;
          }
          long wanted = Math.max((long) capacity * prompt.layers(), smallest);
          long got = total / prompt.kvHeads();
          assertTrue(Math.abs(wanted - got) < 2 * prompt.layers(), place + ": " + got);
        });
  }
}
