package io.kvlab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of a store are being worked on at this moment. Whoever works on a run holds a lock on
 * one byte of an empty file beside the store; every run has {@value #PLACES} such bytes. The system
 * takes a lock back when its process dies, however it dies, so that nothing is judged by process
 * numbers, heartbeats or clocks, and a process in another container is seen as well.
 *
 * <p>The file is opened once a process and shared: on POSIX systems, closing any handle of a file
 * gives up every lock that the process has on it.
 */
final class LiveRuns implements AutoCloseable {
  /** What the file's name adds to that of the store. */
  static final String SUFFIX = "-live";

  private static final int PLACES = 64;
  private static final int ATTEMPTS = 50;
  private static final Map<Path, Opened> FILES = new HashMap<>();

  private final Path store;
  private final Path file;
  private final Map<Long, FileLock> held = new HashMap<>();
  private boolean closed;

  /** One file of this process and how many stores use it. */
  private static final class Opened {
    int users;
    @Nullable FileChannel channel;
  }

  private LiveRuns(Path store, Path file) {
    this.store = store;
    this.file = file;
  }

  /**
   * The workers of a store.
   *
   * @param store its file, which exists
   */
  static LiveRuns of(Path store) {
    Path file;
    try {
      Path real = store.toRealPath();
      file = real.resolveSibling(real.getFileName() + SUFFIX);
    } catch (IOException e) {
      throw new StoreFailure(store).cannotRead(e);
    }
    synchronized (FILES) {
      FILES.computeIfAbsent(file, path -> new Opened()).users++;
    }
    return new LiveRuns(store, file);
  }

  /** Says to every process that somebody works on the run with that key, until it is let go. */
  void hold(long run) {
    try {
      int attempts = 0;
      while (!attempt(run)) {
        if (++attempts == ATTEMPTS) {
          throw new IOException(file + " stays locked by other programs");
        }
        Thread.sleep(20); // another process is looking at just this moment
      }
    } catch (NonWritableChannelException e) {
      throw new StoreFailure(store).cannotCreate(new IOException(file + " may not be written", e));
    } catch (IOException e) {
      throw new StoreFailure(store).cannotCreate(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean attempt(long run) throws IOException {
    synchronized (FILES) {
      if (held.containsKey(run)) {
        return true;
      }
      FileChannel channel = channel();
      for (int place = 0; place < PLACES; place++) {
        try {
          FileLock lock = channel.tryLock(run * PLACES + place, 1, false);
          if (lock != null) {
            held.put(run, lock);
            return true;
          }
        } catch (OverlappingFileLockException e) {
          continue; // somebody else in this process has this place
        }
      }
      return false;
    }
  }

  /** Whether any process, this one included, works on the run with that key. */
  boolean alive(long run) {
    synchronized (FILES) {
      if (!Files.exists(file)) {
        return false;
      }
      try (FileLock free = channel().tryLock(run * PLACES, PLACES, true)) {
        return free == null;
      } catch (OverlappingFileLockException e) {
        return true;
      } catch (IOException e) {
        throw new StoreFailure(store).cannotRead(e);
      }
    }
  }

  /** Whether somebody works on the run with that key who held it before this one did. */
  boolean heldBefore(long run) {
    synchronized (FILES) {
      FileLock own = held.get(run);
      if (own == null) {
        return false;
      }
      for (long place = run * PLACES; place < own.position(); place++) {
        try (FileLock free = channel().tryLock(place, 1, false)) {
          if (free == null) {
            return true;
          }
        } catch (OverlappingFileLockException e) {
          return true; // another store of this process
        } catch (IOException e) {
          throw new StoreFailure(store).cannotRead(e);
        }
      }
      return false;
    }
  }

  /** The end of {@link #hold}. */
  void letGo(long run) {
    synchronized (FILES) {
      FileLock lock = held.remove(run);
      if (lock != null) {
        release(lock);
      }
    }
  }

  /** Lets go of everything. */
  @Override
  public void close() {
    synchronized (FILES) {
      if (closed) {
        return;
      }
      closed = true;
      held.values().forEach(this::release);
      held.clear();
      Opened opened = FILES.get(file);
      if (opened == null || --opened.users > 0) {
        return;
      }
      FILES.remove(file);
      if (opened.channel != null) {
        try {
          opened.channel.close();
        } catch (IOException e) {
          throw new StoreFailure(store).cannotRead(e);
        }
      }
    }
  }

  private void release(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      throw new StoreFailure(store).cannotRead(e);
    }
  }

  /** The file's one handle in this process; the file is made where there is none. */
  private FileChannel channel() throws IOException {
    Opened opened = FILES.computeIfAbsent(file, path -> new Opened());
    FileChannel channel = opened.channel;
    if (channel == null) {
      boolean readOnly = Files.exists(file) && !Files.isWritable(file);
      channel =
          readOnly
              ? FileChannel.open(file, StandardOpenOption.READ)
              : FileChannel.open(
                  file,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.CREATE);
      opened.channel = channel;
    }
    return channel;
  }
}
