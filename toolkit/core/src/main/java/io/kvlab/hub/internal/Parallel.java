package io.kvlab.hub.internal;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work on several things at once. */
final class Parallel {
  private Parallel() {}

  interface Work<A, B> {
    B of(A thing) throws IOException;
  }

  /**
   * The results in the order of the things. When one fails, the others are stopped and its failure
   * is thrown.
   */
  static <A, B> List<B> map(List<A> things, int threads, Work<A, B> work) throws IOException {
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(threads, things.size())));
    try {
      List<Future<B>> futures = new ArrayList<>();
      for (A thing : things) {
        futures.add(pool.submit(() -> work.of(thing)));
      }
      List<B> results = new ArrayList<>();
      for (Future<B> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "the transfer was interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
