package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Help;
import io.kvlab.dsl.Vocabulary;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The language over one {@link Session}. */
final class SessionLanguage implements Language {
  private final Session session;
  private final BundlesBeside beside;
  private final AtomicInteger running = new AtomicInteger();

  SessionLanguage(Session session, BundlesBeside beside) {
    this.session = session;
    this.beside = beside;
  }

  @Override
  public boolean owns(String cell) {
    return Dsl.looksLikeStatement(Placeholders.bare(cell));
  }

  @Override
  public List<MimeBundle> run(String text, CellOutput output) {
    List<Outcome> outcomes = execute(text, output);
    List<MimeBundle> shown = new ArrayList<>();
    outcomes.forEach(outcome -> shown.addAll(outcome.match(new OutcomeBundles())));
    if (session.interrupted()) {
      shown.forEach(output::display);
      throw stopped();
    }
    return shown;
  }

  private static KvlabException stopped() {
    return new KvlabException(
        KvlabException.Kind.INTERRUPTED,
        "Interrupted: what is finished is stored; run the cell again to go on from there.");
  }

  /** Executes statements for a Kotlin cell; the value of the last one. */
  Object evaluate(String text, @Nullable CellOutput output) {
    if (output == null) {
      throw new IllegalStateException("no cell is running");
    }
    List<Outcome> outcomes = execute(text, output);
    if (session.interrupted()) {
      throw stopped();
    }
    return outcomes.get(outcomes.size() - 1).match(new OutcomeValue());
  }

  private List<Outcome> execute(String text, CellOutput output) {
    running.incrementAndGet();
    LiveProgress progress = new LiveProgress(output);
    try {
      beside.bring(session).forEach(progress::note);
      return session.execute(text, progress);
    } finally {
      progress.end();
      running.decrementAndGet();
    }
  }

  @Override
  public boolean cancel() {
    session.cancel();
    return running.get() > 0;
  }

  @Override
  public CellCompletion complete(String text, int caret) {
    List<io.kvlab.dsl.Completion> found = session.complete(text, caret);
    return found.isEmpty()
        ? CellCompletion.none(caret)
        : new CellCompletion(
            found.stream()
                .map(
                    each ->
                        new CellCompletion.Candidate(
                            each.text(), each.kind().name().toLowerCase(Locale.ROOT)))
                .toList(),
            found.get(0).from(),
            found.get(0).to());
  }

  @Override
  public Optional<MimeBundle> inspect(String text, int caret) {
    String word = wordAt(text, caret);
    if (word.isEmpty()) {
      return Optional.of(MimeBundle.text(Help.overview()));
    }
    for (Vocabulary.Kind kind :
        List.of(Vocabulary.Kind.POLICY, Vocabulary.Kind.TASK, Vocabulary.Kind.MODEL)) {
      Optional<Described> named = session.catalog().find(kind, word);
      if (named.isPresent()) {
        return Optional.of(MimeBundle.text(text(named.get(), kind)));
      }
    }
    return Help.on(word).map(topic -> MimeBundle.text(topic.render()));
  }

  private static String text(Described named, Vocabulary.Kind kind) {
    StringBuilder lines =
        new StringBuilder(named.name() + " (" + kind.word() + ")\n  " + named.help() + "\n");
    named
        .parameters()
        .forEach(
            p ->
                lines
                    .append("  ")
                    .append(p.name())
                    .append(p.defaultText().map(d -> "=" + d).orElse(""))
                    .append("  ")
                    .append(p.help())
                    .append('\n'));
    return lines.toString();
  }

  private static String wordAt(String text, int caret) {
    int from = Math.min(caret, text.length());
    int to = from;
    while (from > 0 && isWordPart(text.charAt(from - 1))) {
      from--;
    }
    while (to < text.length() && isWordPart(text.charAt(to))) {
      to++;
    }
    return text.substring(from, to);
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  @Override
  public String completeness(String text) {
    try {
      Dsl.parse(text);
      return "complete";
    } catch (DslException e) {
      return e.problem().span().end() >= text.stripTrailing().length() ? "incomplete" : "invalid";
    }
  }

  @Override
  public Map<String, Object> bindings() {
    Map<String, Object> values = new LinkedHashMap<>();
    session
        .bindings()
        .forEach((name, outcome) -> values.put(name, outcome.match(new OutcomeValue())));
    return values;
  }

  @Override
  public void close() {
    session.close();
  }
}
