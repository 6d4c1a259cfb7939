package io.kvlab.manifest.internal;

import io.kvlab.manifest.Choices;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Field;
import io.kvlab.manifest.Judging;
import io.kvlab.manifest.Pack;
import io.kvlab.manifest.PromptTemplate;
import io.kvlab.manifest.PythonPattern;
import io.kvlab.manifest.Shots;
import io.kvlab.manifest.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

/** From the YAML of a dataset to its record. */
final class DatasetBinder {
  private DatasetBinder() {}

  static Dataset bind(String name, YamlPart entry) {
    SortedMap<String, Split> splits = new TreeMap<>();
    entry
        .maybe("splits")
        .ifPresent(all -> all.members().forEach(m -> splits.put(m.name(), split(m))));
    Map<String, String> generator = new LinkedHashMap<>();
    entry
        .maybe("generator")
        .ifPresent(g -> g.members().forEach(m -> generator.put(m.name(), m.value().text())));
    String evaluate = entry.text("evaluate", "test");
    if (generator.isEmpty() && !splits.containsKey(evaluate)) {
      throw entry.error("there is no split '%s' to evaluate".formatted(evaluate));
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    entry
        .maybe("fields")
        .ifPresent(all -> all.members().forEach(m -> fields.put(m.name(), field(m))));
    return new Dataset(
        name,
        entry.text("title"),
        entry.text("capability"),
        entry.text("version"),
        entry.text("licence"),
        entry.text("citation", ""),
        entry.text("source"),
        entry.text("revision", "none"),
        splits,
        evaluate,
        fields,
        entry.maybeText("id"),
        prompt(entry.need("prompt")),
        entry.maybe("shots").map(s -> shots(s, splits)).orElse(new Shots.None()),
        entry.maybeText("gold"),
        entry.maybeText("golds"),
        entry.maybe("pack").map(DatasetBinder::pack),
        scoring(entry.need("score")),
        entry.list("stops", YamlPart::text),
        entry.number("max_tokens"),
        generator,
        entry.tree().file());
  }

  private static Split split(YamlPart.Member member) {
    YamlPart split = member.value();
    List<DataFile> files = new ArrayList<>();
    for (YamlPart file : split.list("files", part -> part)) {
      DataFile one = file(file);
      List<String> names = file.node().isObject() ? file.list("names", YamlPart::text) : List.of();
      if (names.isEmpty()) {
        files.add(one);
      }
      names.forEach(name -> files.add(one.named(name)));
    }
    if (files.isEmpty()) {
      throw split.error("'files' is missing: the files that hold the rows");
    }
    return new Split(
        member.name(),
        format(split, files.get(0)),
        split.list("columns", YamlPart::text),
        split.maybe("record").map(DatasetBinder::pattern),
        files,
        split.maybeText("sha256"));
  }

  private static Split.Format format(YamlPart split, DataFile file) {
    String name = file.path().replaceFirst("\\.gz$", "");
    String format = split.text("format", name.substring(name.lastIndexOf('.') + 1));
    try {
      return Split.Format.valueOf(format.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw split.error("say the 'format' of the files: json, jsonl, csv, parquet, text or texts");
    }
  }

  static DataFile file(YamlPart file) {
    if (file.node().isTextual()) {
      String text = file.text();
      boolean remote = text.startsWith("https://") || text.startsWith("http://");
      return new DataFile(
          remote ? text.substring(text.indexOf("//") + 2) : text,
          remote ? Optional.of(text) : Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    return new DataFile(
        file.text("path"),
        file.maybeText("url"),
        file.maybeText("member"),
        file.maybeText("sha256"),
        file.maybeText("resource"));
  }

  private static Field field(YamlPart.Member member) {
    YamlPart field = member.value();
    if (field.node().isValueNode()) {
      return new Field(
          member.name(),
          List.of(field.text()),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          false);
    }
    return new Field(
        member.name(),
        field.list("path", YamlPart::text),
        field
            .maybe("choices")
            .map(
                c ->
                    new Choices(
                        c.list("labels", YamlPart::text),
                        c.text(
                            "line", c.maybe("labels").isPresent() ? "{label}. {text}" : "{text}"),
                        c.text("join", "\n"))),
        field.maybe("pattern").map(DatasetBinder::pattern),
        field.list("replace", DatasetBinder::replacement),
        field.flag("strip"));
  }

  private static Field.Replacement replacement(YamlPart replace) {
    String pattern = pattern(replace.need("pattern"));
    String with = replace.text("with", "");
    try {
      PythonPattern.compile(pattern).replacement(with);
    } catch (PatternSyntaxException e) {
      throw replace.error("'with' cannot be used: " + e.getDescription());
    }
    return new Field.Replacement(pattern, with);
  }

  private static PromptTemplate prompt(YamlPart prompt) {
    return new PromptTemplate(
        prompt.maybeText("system"),
        prompt.maybeText("instruction"),
        prompt.maybeText("context"),
        prompt.text("question"),
        prompt.maybeText("answer"),
        prompt.text("separator", "\n\n"));
  }

  private static Shots shots(YamlPart shots, SortedMap<String, Split> splits) {
    int count = shots.number("default", 0);
    if (shots.maybe("list").isPresent()) {
      return new Shots.Listed(
          count,
          shots.list(
              "list",
              entry -> {
                Map<String, String> values = new LinkedHashMap<>();
                entry.members().forEach(m -> values.put(m.name(), m.value().text()));
                return values;
              }));
    }
    if (shots.maybe("split").isPresent()) {
      String split = shots.text("split");
      if (!splits.containsKey(split)) {
        throw shots.error("there is no split '%s' to take shots from".formatted(split));
      }
      return new Shots.FromSplit(count, split, shots.maybeText("match"), shots.flag("fewer"));
    }
    if (shots.maybe("text").isPresent()) {
      return new Shots.FromText(count, file(shots.need("text")), pattern(shots.need("boundary")));
    }
    return new Shots.FromRow(count, shots.text("row"), shots.flag("fewer"));
  }

  private static Pack pack(YamlPart pack) {
    return new Pack(
        pack.number("size"),
        pack.number("prompts"),
        pack.maybeText("by"),
        pack.number("first", 1),
        pack.text("item"),
        pack.maybeText("shot_question"),
        pack.maybeText("shot_answer"));
  }

  private static Judging scoring(YamlPart score) {
    Judging.Metric kind = metric(score.need("metric"));
    List<Judging.Extractor> extractors =
        score
            .maybe("extract")
            .map(
                all ->
                    all.members().stream()
                        .map(
                            m ->
                                new Judging.Extractor(
                                    m.name(),
                                    pattern(m.value().need("pattern")),
                                    m.value().text("take", "first").equals("last")))
                        .toList())
            .orElse(List.of());
    return new Judging(
        kind,
        extractors,
        score.list("ignore", DatasetBinder::pattern),
        score.flag("ignore_case"),
        score.list("choices", YamlPart::text),
        score.maybe("parts").map(DatasetBinder::pattern),
        score.maybeText("program"),
        score.maybe("without_code").map(DatasetBinder::metric),
        score
            .maybeText("read")
            .map(read -> Judging.Reading.valueOf(read.toUpperCase(Locale.ROOT))));
  }

  private static Judging.Metric metric(YamlPart metric) {
    try {
      return Judging.Metric.valueOf(metric.text().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw metric.error(
          "there is no metric '%s'; there are exact, number, contains, recall, f1, rouge_l, code"
                  .formatted(metric.text())
              + " and refusal");
    }
  }

  /** A regular expression, compiled once to find its mistakes here. */
  private static String pattern(YamlPart pattern) {
    try {
      PythonPattern.compile(pattern.text());
      return pattern.text();
    } catch (PatternSyntaxException e) {
      throw pattern.error(
          "not a regular expression: %s%s"
              .formatted(
                  e.getDescription(), e.getIndex() < 0 ? "" : " near place " + e.getIndex()));
    }
  }
}
