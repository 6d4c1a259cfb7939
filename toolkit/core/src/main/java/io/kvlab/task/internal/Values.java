package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Choices;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Field;
import io.kvlab.manifest.PythonPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** The values that templates of a dataset see: its fields and its columns. */
final class Values {
  private final Dataset dataset;

  Values(Dataset dataset) {
    this.dataset = dataset;
  }

  /** A value of a row. */
  String of(Row row, String name) {
    Field field = dataset.fields().get(name);
    Optional<String> value =
        field == null
            ? row.text(name)
            : field.paths().stream()
                .flatMap(path -> raw(field, row, path).stream())
                .findFirst()
                .map(text -> computed(field, text, row));
    return value.orElseThrow(
        () ->
            KvlabException.run(
                "%s, %s: {%s} is neither a field nor in row %d of %s, which has: %s"
                    .formatted(
                        dataset.declaredIn(),
                        dataset.name(),
                        field == null ? name : String.join(" or ", field.paths()),
                        row.index(),
                        row.file(),
                        row.names())));
  }

  /** A value as part of a gold answer, where 18.0 is 18. */
  String gold(Row row, String name) {
    Field field = dataset.fields().get(name);
    boolean plain = field == null || (field.pattern().isEmpty() && field.replace().isEmpty());
    String path = field == null ? name : field.paths().get(0);
    Optional<String> whole = plain ? row.whole(path) : Optional.empty();
    return whole.orElseGet(() -> of(row, name));
  }

  private static Optional<String> raw(Field field, Row row, String path) {
    if (field.choices().isEmpty()) {
      return row.text(path);
    }
    Choices choices = field.choices().get();
    List<String> options = row.texts(path);
    boolean labelled = !choices.labels().isEmpty();
    if (labelled && options.size() > choices.labels().size()) {
      throw KvlabException.run(
          "field '%s' has %d labels, but row %d of %s has %d options"
              .formatted(
                  field.name(), choices.labels().size(), row.index(), row.file(), options.size()));
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      String label = labelled ? choices.labels().get(i) : "";
      String option = options.get(i);
      lines.add(
          Template.parse("the line of field '%s'".formatted(field.name()), choices.line())
              .render(name -> name.equals("label") ? label : option));
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(choices.join(), lines));
  }

  /** A value of a listed shot. */
  String of(Map<String, String> shot, String name) {
    String value = shot.get(name);
    if (value == null) {
      throw KvlabException.run(
          "%s, %s: a listed shot has no value for {%s}; it has: %s"
              .formatted(
                  dataset.declaredIn(),
                  dataset.name(),
                  name,
                  String.join(", ", shot.keySet().stream().sorted().toList())));
    }
    return value;
  }

  private String computed(Field field, String raw, Row row) {
    String value = raw;
    if (field.pattern().isPresent()) {
      Matcher matcher = PythonPattern.compile(field.pattern().get()).matcher(value);
      if (!matcher.find()) {
        throw KvlabException.run(
            "%s, %s: the pattern of field '%s' matches nothing in row %d of %s: '%s'"
                .formatted(
                    dataset.declaredIn(),
                    dataset.name(),
                    field.name(),
                    row.index(),
                    row.file(),
                    value.length() > 60 ? value.substring(0, 60) + "..." : value));
      }
      value = Extraction.firstGroup(matcher);
    }
    for (Field.Replacement replacement : field.replace()) {
      value = PythonPattern.compile(replacement.pattern()).replaceAll(value, replacement.with());
    }
    return field.strip() ? PythonText.strip(value) : value;
  }
}
