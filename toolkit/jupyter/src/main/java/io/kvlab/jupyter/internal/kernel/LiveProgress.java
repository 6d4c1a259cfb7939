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
  private final String id = UUID.randomUUID().toString();
  private final List<String> notes = new ArrayList<>();
  private boolean shown;
  private String what = "";
  private long total;
  private long done;
  private Optional<Standing> standing = Optional.empty();
  private long updated;

  LiveProgress(CellOutput output) {
    this.output = output;
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
    what = "";
    notes.clear();
  }

  /** Whatever happened: no bar stays behind. */
  synchronized void end() {
    if (shown && !what.isEmpty()) {
      finished("Stopped after " + done + " of " + total + ".");
    }
  }

  private void show(MimeBundle bundle) {
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
