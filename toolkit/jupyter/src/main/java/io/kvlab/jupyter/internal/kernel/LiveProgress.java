package io.kvlab.jupyter.internal.kernel;

import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Progress as one display that is updated in place, a few times a second, and ends as one plain
 * line: that is what a saved notebook keeps.
 */
final class LiveProgress implements RunProgress {
  private static final long PAUSE = 250_000_000L; // nanoseconds between two updates

  private final CellOutput output;
  private String id = UUID.randomUUID().toString();
  private final List<String> notes = new ArrayList<>();
  private boolean shown;
  private boolean ended;
  private String what = "";
  private String run = "";
  private long total;
  private long done;
  private Optional<Standing> standing = Optional.empty();
  private long updated;
  private long waiting; // since when, in nanoseconds; 0 for not at all

  LiveProgress(CellOutput output) {
    this.output = output;
  }

  /** Says what the statement waits for before it can begin. */
  synchronized void waits(String line) {
    waiting = System.nanoTime();
    show(MimeBundle.text(line));
  }

  /** The wait is over; how long it was stays in the notebook if nothing else takes its place. */
  synchronized void begins() {
    if (waiting != 0) {
      long seconds = Math.round((System.nanoTime() - waiting) / 1e9);
      waiting = 0;
      show(MimeBundle.text("Waited " + seconds + " s for what an earlier cell still computed."));
    }
  }

  /** The run whose rows were computed last, if any. */
  synchronized Optional<String> run() {
    return run.isEmpty() ? Optional.empty() : Optional.of(run);
  }

  @Override
  public synchronized void running(String run) {
    this.run = run;
  }

  @Override
  public synchronized void started(String what, long total) {
    this.what = what;
    this.total = total;
    this.done = 0;
    this.standing = Optional.empty();
    show(running());
  }

  @Override
  public synchronized void advanced(long done) {
    this.done = done;
    this.standing = standing.map(now -> now.with(done));
    if (System.nanoTime() - updated > PAUSE) {
      show(running());
    }
  }

  @Override
  public synchronized void working(Standing standing) {
    this.standing = Optional.of(standing);
    if (System.nanoTime() - updated > PAUSE) {
      show(running());
    }
  }

  @Override
  public synchronized void note(String line) {
    notes.add(line);
    show(what.isEmpty() ? MimeBundle.text(String.join("\n", notes)) : running());
  }

  @Override
  public synchronized void finished(String line) {
    List<String> lines = new ArrayList<>(notes);
    lines.add(line);
    show(MimeBundle.text(String.join("\n", lines)));
    shown = false;
    id = UUID.randomUUID().toString(); // the next statement's line is one of its own
    what = "";
    notes.clear();
  }

  /** Whatever happened: no bar stays behind, and none comes later. */
  synchronized void end() {
    if (shown && !what.isEmpty()) {
      finished("Stopped after " + done + " of " + total + ".");
    } else if (waiting != 0) {
      show(MimeBundle.text("Stopped before it began."));
    }
    ended = true;
  }

  private void show(MimeBundle bundle) {
    if (ended) {
      return;
    }
    updated = System.nanoTime();
    if (shown) {
      output.update(bundle, id);
    } else {
      output.display(bundle, id);
      shown = true;
    }
  }

  private MimeBundle running() {
    double share =
        standing.map(Standing::share).orElse(total <= 0 ? 0 : Math.min(1, done / (double) total));
    String count = total > 0 ? done + " of " + total : String.valueOf(done);
    String line = what + ": " + standing.map(Standing::line).orElse(count);
    return MimeBundle.text(line)
        .and(
            Renderers.HTML,
            "<progress max=\"1\" value=\""
                + String.format(Locale.ROOT, "%.4f", share)
                + "\"></progress> "
                + Renderers.escaped(line));
  }
}
