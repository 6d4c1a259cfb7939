package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Dataset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The templates of one dataset, applied to its rows. */
final class Templates {
  private final Dataset dataset;
  private final Values values;
  private final Optional<Template> system;
  private final Optional<Template> instruction;
  private final Optional<Template> context;
  private final Template question;
  private final Optional<Template> answer;
  private final Template id;
  private final Optional<Template> gold;

  Templates(Dataset dataset) {
    this.dataset = dataset;
    this.values = new Values(dataset);
    this.system = dataset.prompt().system().map(t -> parse("system text", t));
    this.instruction = dataset.prompt().instruction().map(t -> parse("instruction", t));
    this.context = dataset.prompt().context().map(t -> parse("context", t));
    this.question = parse("question", dataset.prompt().question());
    this.answer = dataset.prompt().answer().map(t -> parse("answer", t));
    this.id = parse("id", dataset.id().orElse(dataset.name() + "-{@index}"));
    this.gold = dataset.gold().map(t -> parse("gold answer", t));
  }

  private Template parse(String part, String text) {
    return Template.parse(
        "%s, %s: the %s".formatted(dataset.declaredIn(), dataset.name(), part), text);
  }

  Optional<String> system(Row row) {
    return system.map(t -> render(t, row) + dataset.prompt().separator());
  }

  Optional<String> instruction(Row row) {
    return instruction.map(t -> render(t, row));
  }

  Optional<String> context(Row row) {
    return context.map(t -> render(t, row));
  }

  String question(Row row) {
    return render(question, row);
  }

  String id(Row row) {
    return render(id, row);
  }

  String value(Row row, String name) {
    return values.of(row, name);
  }

  /** The accepted answers, at least one. */
  List<String> golds(Row row) {
    List<String> golds =
        gold.map(t -> List.of(render(t, row)))
            .orElseGet(() -> dataset.golds().map(row::texts).orElse(List.of("")));
    if (golds.isEmpty()) {
      throw KvlabException.run(
          "%s, %s: row %d of %s has no gold answer"
              .formatted(dataset.declaredIn(), dataset.name(), row.index(), row.file()));
    }
    return golds;
  }

  /** A worked example made of a row, with its separator. */
  String shot(Row row) {
    return render(question, row) + render(answerTemplate(), row) + dataset.prompt().separator();
  }

  /** A worked example made of listed values, with its separator. */
  String shot(Map<String, String> listed) {
    return question.render(name -> values.of(listed, name))
        + answerTemplate().render(name -> values.of(listed, name))
        + dataset.prompt().separator();
  }

  private Template answerTemplate() {
    return answer.orElseThrow(
        () ->
            KvlabException.usage(
                "%s, %s: shots need 'answer' in the prompt: what follows a shot's question"
                    .formatted(dataset.declaredIn(), dataset.name())));
  }

  private String render(Template template, Row row) {
    return template.render(name -> values.of(row, name));
  }
}
