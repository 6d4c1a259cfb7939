package io.kvlab.train.internal;

import io.kvlab.train.TrainOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of a training in order, made ahead on all processors while steps run. A batch is
 * decided by the seed, the step's number and the stage alone, whoever makes it.
 */
final class Batches implements AutoCloseable {
  private final TrainOptions options;
  private final WordTokenizer tokenizer;
  private final Curriculum curriculum;
  private final int shards;
  private final int ahead;
  private final ExecutorService makers;
  private final Deque<List<Future<Batch>>> coming = new ArrayDeque<>();
  private long number;
  private long tokens;

  /**
   * Batches from the step after {@code at} on.
   *
   * @param shards parts of a batch that are read side by side
   */
  Batches(TrainOptions options, WordTokenizer tokenizer, Checkpoint at, int shards) {
    this.options = options;
    this.tokenizer = tokenizer;
    this.shards = shards;
    curriculum = Curriculum.of(options.diet());
    number = at.step();
    tokens = at.tokens();
    int processors = Runtime.getRuntime().availableProcessors();
    // On a CPU the steps need the processors; one batch in reserve is enough.
    ahead = options.gpu() ? 4 * processors : 1;
    makers = Executors.newFixedThreadPool(options.gpu() ? processors : 1, Batches::daemon);
  }

  /**
   * The next step's batch in shards.
   *
   * @param timeShare the share of the budget that is used by the clock; with a budget in tokens 0,
   *     and then the order of stages depends on nothing but tokens
   */
  List<Batch> next(double timeShare) {
    while (coming.size() <= ahead) {
      plan(timeShare);
    }
    List<Batch> batch = new ArrayList<>();
    try {
      for (Future<Batch> shard : coming.remove()) {
        batch.add(shard.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The training was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A batch could not be made: " + e.getMessage(), e);
    }
    return batch;
  }

  private void plan(double timeShare) {
    number++;
    double share =
        Math.max(timeShare, options.tokens() > 0 ? (double) tokens / options.tokens() : 0);
    Curriculum.Stage stage = curriculum.stage(share);
    int rows = stage.rows() * options.batch() / shards;
    List<Future<Batch>> parts = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      Random random = new Random((options.seed() * 1_000_003 + number) * shards + shard);
      parts.add(makers.submit(() -> Batch.of(curriculum, stage, rows, tokenizer, random)));
    }
    coming.add(parts);
    tokens += (long) rows * shards * stage.time();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "batches");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    makers.shutdownNow();
  }
}
