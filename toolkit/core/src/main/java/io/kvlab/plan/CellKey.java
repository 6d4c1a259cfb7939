package io.kvlab.plan;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.policy.Budget;
import java.util.Optional;

/**
 * One row of a summary frame: a workload under one treatment of the cache.
 *
 * @param workload what was asked of which model
 * @param treatment what was done to the cache
 */
public record CellKey(Workload workload, Treatment treatment) {

  /** The policy that leaves every entry in place; its cells are the baselines of all others. */
  public static final String FULL = "full";

  /**
   * What was asked of which model. Two cells of the same workload saw the same prompts, so that
   * their examples may be paired by id.
   *
   * @param model the model's name, or the last part of its folder's path
   * @param task the task's name, or that of the file of a text-fidelity task
   * @param capability the ability that the task measures, for instance {@code arithmetic}
   * @param shots worked examples in each prompt
   * @param settings whatever else shaped the prompts, in words of the language (for instance {@code
   *     context 160 continuation 48}); empty when nothing did
   */
  public record Workload(String model, String task, String capability, int shots, String settings) {
    public Workload {
      if (shots < 0) {
        throw new IllegalArgumentException("shots are at least 0, not " + shots);
      }
    }
  }

  /**
   * What was done to the cache.
   *
   * @param policy the policy as a canonical expression of the language, {@code snapkv(window=16)}
   * @param budget how much of the prompt's cache is kept
   * @param decode how much of the generated tokens' cache is kept, where the policy compresses it
   * @param point what of the prompt is compressed
   */
  public record Treatment(
      String policy, Budget budget, Optional<Budget> decode, CompressionPoint point) {

    /** The policy's name without its parameters: {@code ada} for {@code ada(snapkv)}. */
    public String policyName() {
      int parenthesis = policy.indexOf('(');
      return parenthesis < 0 ? policy : policy.substring(0, parenthesis);
    }

    /** Whether this is the full cache. */
    public boolean isFull() {
      return policyName().equals(FULL) && decode.isEmpty();
    }
  }

  /** Whether this cell is the baseline of its workload: the full cache. */
  public boolean isBaseline() {
    return treatment.isFull();
  }
}
