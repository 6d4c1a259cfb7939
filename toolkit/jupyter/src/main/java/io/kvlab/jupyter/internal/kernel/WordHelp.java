package io.kvlab.jupyter.internal.kernel;

import io.kvlab.dsl.Described;
import io.kvlab.dsl.Help;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.Vocabulary;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a word of the language: a name of any kind, a parameter where it stands, a
 * keyword.
 */
final class WordHelp {
  private static final List<Vocabulary.Kind> KINDS =
      List.of(
          Vocabulary.Kind.POLICY,
          Vocabulary.Kind.TASK,
          Vocabulary.Kind.MODEL,
          Vocabulary.Kind.PLOT,
          Vocabulary.Kind.SETTING,
          Vocabulary.Kind.MECHANISM,
          Vocabulary.Kind.DEVICE);

  private final Session session;

  WordHelp(Session session) {
    this.session = session;
  }

  /** Help for the word at {@code caret}; an overview where there is none. */
  Optional<MimeBundle> at(String text, int caret) {
    int from = Math.max(0, Math.min(caret, text.length()));
    int to = from;
    while (from > 0 && isWordPart(text.charAt(from - 1))) {
      from--;
    }
    while (to < text.length() && isWordPart(text.charAt(to))) {
      to++;
    }
    String word = text.substring(from, to);
    Optional<Described> callee = callee(text, from);
    if (word.isEmpty()) {
      return Optional.of(
          callee
              .map(c -> MimeBundle.text(text(c, "policy")))
              .orElse(MimeBundle.text(Help.overview())));
    }
    Optional<Parameter> parameter = callee.flatMap(c -> c.parameter(word));
    if (parameter.isPresent()) {
      String of = callee.map(Described::name).orElse("");
      return Optional.of(
          MimeBundle.text(word + " (parameter of " + of + ")\n" + line(parameter.get())));
    }
    return on(word);
  }

  /** The result whose name stands at {@code caret} by itself, not behind a dot. */
  Optional<MimeBundle> result(String text, int caret) {
    int from = Math.max(0, Math.min(caret, text.length()));
    int to = from;
    while (from > 0 && Character.isJavaIdentifierPart(text.charAt(from - 1))) {
      from--;
    }
    while (to < text.length() && Character.isJavaIdentifierPart(text.charAt(to))) {
      to++;
    }
    String word = text.substring(from, to);
    boolean member = from > 0 && text.charAt(from - 1) == '.';
    return Optional.ofNullable(member ? null : session.bindings().get(word))
        .map(outcome -> result(word, outcome));
  }

  /** Help on a name by itself. */
  Optional<MimeBundle> on(String word) {
    Optional<Outcome> result = Optional.ofNullable(session.bindings().get(word));
    if (result.isPresent()) {
      return result.map(outcome -> result(word, outcome));
    }
    List<String> texts = new ArrayList<>();
    for (Vocabulary.Kind kind : KINDS) {
      session.catalog().find(kind, word).map(d -> text(d, kind.word())).ifPresent(texts::add);
    }
    Help.on(word).map(Help.Topic::render).ifPresent(texts::add);
    if (texts.isEmpty()) {
      parameters(word).ifPresent(texts::add);
    }
    return texts.isEmpty()
        ? Optional.empty()
        : Optional.of(MimeBundle.text(String.join("\n", texts).stripTrailing()));
  }

  /** What was asked for, and the table that came of it. */
  private static MimeBundle result(String name, Outcome outcome) {
    String statement =
        outcome instanceof Outcome.Experiment experiment
            ? "\n  " + experiment.grid().plan().statement()
            : "";
    String shown =
        outcome.match(new OutcomeBundles()).stream()
            .findFirst()
            .map(bundle -> bundle.data().path("text/plain").asText())
            .orElse("");
    return MimeBundle.text(name + " (result)" + statement + "\n\n" + shown);
  }

  /** The policies that take a parameter of this name. */
  private Optional<String> parameters(String word) {
    List<String> lines = new ArrayList<>();
    for (Described policy : session.catalog().all(Vocabulary.Kind.POLICY)) {
      policy.parameter(word).map(p -> policy.name() + ":" + line(p)).ifPresent(lines::add);
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(word + " (parameter)\n" + String.join("", lines));
  }

  private Optional<Described> callee(String text, int from) {
    int depth = 0;
    for (int i = from - 1; i >= 0 && text.charAt(i) != '\n'; i--) {
      char c = text.charAt(i);
      depth += c == ')' ? 1 : 0;
      if (c == '(' && depth-- == 0) {
        int start = i;
        while (start > 0 && isWordPart(text.charAt(start - 1))) {
          start--;
        }
        return session.catalog().find(Vocabulary.Kind.POLICY, text.substring(start, i));
      }
    }
    return Optional.empty();
  }

  private static String text(Described named, String kind) {
    StringBuilder lines =
        new StringBuilder(named.name() + " (" + kind + ")\n  " + named.help() + "\n");
    named.parameters().forEach(parameter -> lines.append(line(parameter)));
    return lines.toString();
  }

  private static String line(Parameter parameter) {
    return "  "
        + parameter.name()
        + parameter.defaultText().map(value -> "=" + value).orElse("")
        + "  "
        + parameter.help()
        + "\n";
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }
}
