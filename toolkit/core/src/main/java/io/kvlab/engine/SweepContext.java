package io.kvlab.engine;

import io.kvlab.model.Model;
import io.kvlab.model.decode.StopRule;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.policy.Policy;
import java.util.List;

/** What the engines of one sweep over answers share: its setup, limits, and how rows are made. */
final class SweepContext {
  /** Two logits closer than this may change places between two ways of computing the same. */
  static final float NEAR = 1e-4f;

  private final SweepSetup setup;
  private final StopRule stop;
  private final RowMaker rows;
  private final Memory memory;
  private final Pace pace;
  private final Ties ties = new Ties();

  /** How many answers met a choice between two nearly equal logits. */
  static final class Ties {
    private long answers;
    private long near;

    long answers() {
      return answers;
    }

    long near() {
      return near;
    }
  }

  SweepContext(SweepSetup setup, StopRule stop, RowMaker rows, Pace pace) {
    this.pace = pace;
    this.setup = setup;
    this.stop = stop;
    this.rows = rows;
    this.memory = setup.memory(stop.maxTokens());
  }

  SweepSetup setup() {
    return setup;
  }

  Model model() {
    return setup.model().model();
  }

  Policy policy(Treatment treatment) {
    return setup.policy(treatment);
  }

  Compressor compressor() {
    return setup.compressor();
  }

  boolean uses(Mechanism mechanism) {
    return setup.options().mechanisms().contains(mechanism);
  }

  RowMaker rows() {
    return rows;
  }

  Memory memory() {
    return memory;
  }

  /** How far the batch at hand is. */
  Pace pace() {
    return pace;
  }

  /** Says that parts of prompts are read now. */
  void reading(List<int[]> parts) {
    pace.stage(
        Pace.Stage.READING, parts.size(), parts.stream().mapToInt(part -> part.length).sum());
  }

  /** When answers end, whatever the prompt. */
  StopRule stop() {
    return stop;
  }

  /** When the answer to a prompt ends; never later than the context allows. */
  StopRule stop(PreparedPrompt prompt) {
    int room = model().config().contextLength() - prompt.length();
    return new StopRule(Math.min(stop.maxTokens(), room), stop.ids(), stop.strings());
  }

  /** Notes one more answer and by how much its closest choice was made. */
  void counted(float smallestGap) {
    ties.answers++;
    if (smallestGap < NEAR) {
      ties.near++;
    }
  }

  Ties ties() {
    return ties;
  }

  void checkCancelled() {
    setup.checkCancelled();
  }
}
