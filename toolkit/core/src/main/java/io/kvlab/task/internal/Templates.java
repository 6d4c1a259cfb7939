package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Choices;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Field;
import io.kvlab.manifest.Judging;
import io.kvlab.manifest.Pack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The templates of one dataset, applied to its rows. */
final class Templates {
  private final Dataset dataset;
  private final Values values;

  Templates(Dataset dataset) {
    this.dataset = dataset;
    this.values = new Values(dataset);
  }

  private Template parse(String part, String text) {
    return Template.parse(
        "%s, %s: the %s".formatted(dataset.declaredIn(), dataset.name(), part), text);
  }

  private String render(String part, String text, Row row) {
    return parse(part, text).render(name -> values.of(row, name));
  }

  Optional<String> system(Row row) {
    return dataset
        .prompt()
        .system()
        .map(t -> render("system text", t, row) + dataset.prompt().separator());
  }

  Optional<String> instruction(Row row) {
    return dataset.prompt().instruction().map(t -> render("instruction", t, row));
  }

  Optional<String> context(Row row) {
    return dataset.prompt().context().map(t -> render("context", t, row));
  }

  /** The question; for a pack, with its items. */
  String question(Example example) {
    if (dataset.pack().isEmpty()) {
      return render("question", dataset.prompt().question(), example.first());
    }
    Pack pack = dataset.pack().get();
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < example.rows().size(); i++) {
      items.append(numbered("item", pack.item(), example.rows().get(i), pack.first() + i));
    }
    return parse("question", dataset.prompt().question())
        .render(n -> n.equals("items") ? items.toString() : values.of(example.first(), n));
  }

  private String numbered(String part, String text, Row row, int number) {
    return parse(part, text)
        .render(n -> n.equals("number") ? Integer.toString(number) : values.of(row, n));
  }

  String id(Example example) {
    return dataset
        .id()
        .map(t -> render("id", t, example.first()))
        .orElse(dataset.name() + "-" + example.index());
  }

  String value(Row row, String name) {
    return values.of(row, name);
  }

  /** The accepted answers of a row, at least one. */
  List<String> golds(Row row) {
    if (dataset.gold().isPresent()) {
      String gold =
          parse("gold answer", dataset.gold().get()).render(name -> values.gold(row, name));
      requireLetter(row, gold);
      return List.of(gold);
    }
    List<String> golds = dataset.golds().map(row::golds).orElse(List.of(""));
    if (golds.isEmpty()) {
      throw KvlabException.run(
          "%s, %s: row %d of %s has no gold answer"
              .formatted(dataset.declaredIn(), dataset.name(), row.index(), row.file()));
    }
    return golds;
  }

  /** A class number is no answer to a question whose options are lettered. */
  private void requireLetter(Row row, String gold) {
    boolean number = gold.strip().matches("[0-9]{1,2}");
    if (!number || dataset.scoring().metric() != Judging.Metric.EXACT) {
      return;
    }
    for (Field field : dataset.fields().values()) {
      List<String> labels = field.choices().map(Choices::labels).orElse(List.of());
      if (!labels.isEmpty() && labels.stream().allMatch(label -> label.matches("\\p{L}"))) {
        throw KvlabException.run(
            "%s, %s: the gold answer '%s' of row %d of %s is a number, and the options of '%s' are %s; map it with a field: {path: ..., replace: [{pattern: '^0$', with: %s}, ...]}"
                .formatted(
                    dataset.declaredIn(),
                    dataset.name(),
                    gold,
                    row.index(),
                    row.file(),
                    field.name(),
                    String.join(", ", labels),
                    labels.get(0)));
      }
    }
  }

  /** The choices of a row, each as it would follow the question. */
  List<String> choices(Row row) {
    return dataset.scoring().choices().stream().map(t -> render("choice", t, row)).toList();
  }

  /** The program that judges a completion. */
  String program(Row row, String completion) {
    String text =
        dataset
            .scoring()
            .program()
            .orElseThrow(
                () ->
                    KvlabException.usage(
                        "%s, %s: the metric 'code' needs 'program': what is executed"
                            .formatted(dataset.declaredIn(), dataset.name())));
    return parse("program", text)
        .render(n -> n.equals("completion") ? completion : values.of(row, n));
  }

  /** The shots that rows make, in order, each with its separator. */
  List<ShotText> shots(List<Row> rows) {
    if (dataset.pack().isPresent()) {
      return packedShots(dataset.pack().get(), rows).stream().map(ShotText::whole).toList();
    }
    return rows.stream()
        .map(
            row ->
                new ShotText(
                    render("question", dataset.prompt().question(), row),
                    render("answer", answer(), row) + dataset.prompt().separator()))
        .toList();
  }

  private List<String> packedShots(Pack pack, List<Row> rows) {
    List<String> shots = new ArrayList<>();
    for (String template : List.of(need(pack.shotQuestion()), need(pack.shotAnswer()))) {
      for (int i = 0; i < rows.size(); i++) {
        shots.add(numbered("shot", template, rows.get(i), i + 1));
      }
    }
    return shots;
  }

  private String need(Optional<String> template) {
    return template.orElseThrow(
        () ->
            KvlabException.usage(
                "%s, %s: shots of a pack need 'shot_question' and 'shot_answer'"
                    .formatted(dataset.declaredIn(), dataset.name())));
  }

  /** A worked example made of listed values, with its separator. */
  ShotText shot(Map<String, String> listed) {
    return new ShotText(
        parse("question", dataset.prompt().question()).render(n -> values.of(listed, n)),
        parse("answer", answer()).render(n -> values.of(listed, n)) + dataset.prompt().separator());
  }

  private String answer() {
    return dataset
        .prompt()
        .answer()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "%s, %s: shots need 'answer' in the prompt: what follows a shot's question"
                        .formatted(dataset.declaredIn(), dataset.name())));
  }
}
