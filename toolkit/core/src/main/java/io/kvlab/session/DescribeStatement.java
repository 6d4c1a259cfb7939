package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.Vocabulary.Kind;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.ModelEntry;
import io.kvlab.policy.PolicyDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code describe shotkv}: whatever has that name, in detail. */
final class DescribeStatement {
  private final Session session;

  DescribeStatement(Session session) {
    this.session = session;
  }

  Outcome describe(String name) {
    Catalog catalog = session.catalog();
    List<String> texts = new ArrayList<>();
    catalog.policies().find(name).map(DescribeStatement::policy).ifPresent(texts::add);
    Optional.ofNullable(catalog.manifest().datasets().get(name))
        .map(DescribeStatement::task)
        .ifPresent(texts::add);
    Optional.ofNullable(catalog.manifest().models().get(name))
        .map(this::model)
        .ifPresent(texts::add);
    SettingKey.find(name).map(this::setting).ifPresent(texts::add);
    for (Kind kind : List.of(Kind.PLOT, Kind.RESULT, Kind.MECHANISM)) {
      catalog
          .find(kind, name)
          .map(d -> d.name() + " (" + kind.word() + "): " + d.help())
          .ifPresent(texts::add);
    }
    if (texts.isEmpty()) {
      throw KvlabException.usage(
          "Nothing is called '"
              + name
              + "'; 'show policies', 'show tasks' and 'show models' list what is there.");
    }
    return new Outcome.Message(String.join("\n\n", texts));
  }

  private static String policy(PolicyDescription policy) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("also called", String.join(", ", policy.aliases()));
    lines.put("paper", policy.paper());
    for (Parameter parameter : policy.parameters()) {
      lines.put(
          parameter.name() + parameter.defaultText().map(value -> "=" + value).orElse(""),
          parameter.help() + values(parameter));
    }
    return listed(policy.name(), policy.summary(), lines);
  }

  private static String values(Parameter parameter) {
    List<String> values = new ArrayList<>(parameter.choices());
    values.addAll(parameter.words());
    return values.isEmpty() ? "" : " (" + String.join(" | ", values) + ")";
  }

  private static String task(Dataset task) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("capability", task.capability());
    lines.put("shots", String.valueOf(task.shots().byDefault()));
    lines.put("judged by", judge(task));
    lines.put("stops at", task.stops().stream().map(DescribeStatement::quoted).collect(joined()));
    lines.put("answer", "at most " + task.maxTokens() + " tokens");
    lines.put("source", source(task.source(), task.revision()));
    lines.put("licence", task.licence());
    lines.put("citation", task.citation());
    lines.put("version", task.version());
    return listed(task.name(), task.title(), lines);
  }

  private static String judge(Dataset task) {
    String metric = task.scoring().metric().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String extractors =
        task.scoring().extractors().stream().map(extractor -> extractor.name()).collect(joined());
    return extractors.isEmpty() ? metric : metric + " (extraction: " + extractors + ")";
  }

  private static String source(String source, String revision) {
    return revision.equals("none") ? source : source + " (" + revision + ")";
  }

  private String model(ModelEntry model) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("repository", model.repository().map(r -> source(r, model.revision())).orElse(""));
    lines.put(
        "here",
        session.catalog().present(model)
            ? "yes"
            : "no; 'kvlab models get " + model.name() + "' fetches it");
    lines.put("context", String.valueOf(model.context()));
    lines.put("weights", model.dtype() + ", " + ShowStatement.size(model.memoryBytes()));
    lines.put("chat format", model.chat().orElse("none"));
    lines.put("licence", model.licence());
    lines.put("citation", model.citation());
    return listed(model.name(), model.title(), lines);
  }

  private String setting(SettingKey key) {
    Settings.Value value = session.settings().value(key);
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put(
        "value", value.text().isEmpty() ? "" : value.text() + " (from " + value.origin() + ")");
    lines.put("values", String.join(" | ", key.parameter().choices()));
    lines.put("variable", key.variable());
    return listed(key.key() + " (setting)", key.help(), lines);
  }

  /** A headline and its lines, values below each other; a line without a value is left out. */
  private static String listed(String name, String headline, Map<String, String> lines) {
    lines.values().removeIf(String::isEmpty);
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    return name
        + ": "
        + headline
        + lines.entrySet().stream()
            .map(line -> "\n  " + line.getKey() + gap(line.getKey(), width) + line.getValue())
            .collect(Collectors.joining());
  }

  private static String gap(String key, int width) {
    return " ".repeat(width - key.length() + 2);
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\n", "\\n") + "\"";
  }
}
