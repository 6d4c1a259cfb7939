package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.Vocabulary.Kind;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.ModelEntry;
import io.kvlab.policy.PolicyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code describe shotkv}: whatever has that name, in detail. */
final class Descriptions {
  private final Session session;

  Descriptions(Session session) {
    this.session = session;
  }

  Outcome describe(String name) {
    Catalog catalog = session.catalog();
    List<String> texts = new ArrayList<>();
    catalog.policies().find(name).map(Descriptions::policy).ifPresent(texts::add);
    Optional.ofNullable(catalog.manifest().datasets().get(name))
        .map(Descriptions::task)
        .ifPresent(texts::add);
    Optional.ofNullable(catalog.manifest().models().get(name))
        .map(Descriptions::model)
        .ifPresent(texts::add);
    for (Kind kind : List.of(Kind.PLOT, Kind.RESULT, Kind.SETTING, Kind.MECHANISM)) {
      catalog.find(kind, name).map(d -> line(kind, d)).ifPresent(texts::add);
    }
    if (texts.isEmpty()) {
      throw KvlabException.usage("Nothing is called '" + name + "'.");
    }
    return new Outcome.Message(String.join("\n\n", texts));
  }

  private static String line(Kind kind, Described described) {
    return described.name() + " (" + kind.word() + "): " + described.help();
  }

  private static String policy(PolicyDescription policy) {
    StringBuilder text = new StringBuilder(policy.name() + ": " + policy.summary());
    if (!policy.aliases().isEmpty()) {
      text.append("\nalso called ").append(String.join(", ", policy.aliases()));
    }
    if (!policy.paper().isEmpty()) {
      text.append('\n').append(policy.paper());
    }
    for (Parameter parameter : policy.parameters()) {
      text.append("\n  ").append(parameter.name());
      parameter.defaultText().ifPresent(value -> text.append('=').append(value));
      text.append("  ").append(parameter.help());
      if (!parameter.choices().isEmpty()) {
        text.append(" (").append(String.join(" | ", parameter.choices())).append(')');
      }
    }
    return text.toString();
  }

  private static String task(Dataset task) {
    return task.name()
        + ": "
        + task.title()
        + "\n  capability  "
        + task.capability()
        + "\n  source      "
        + task.source()
        + " ("
        + task.revision()
        + ")\n  licence     "
        + task.licence()
        + "\n  citation    "
        + task.citation()
        + "\n  version     "
        + task.version();
  }

  private static String model(ModelEntry model) {
    return model.name()
        + ": "
        + model.title()
        + model
            .repository()
            .map(r -> "\n  repository  " + r + " (" + model.revision() + ")")
            .orElse("")
        + "\n  licence     "
        + model.licence()
        + "\n  context     "
        + model.context()
        + "\n  weights     "
        + model.dtype()
        + ", "
        + Listings.size(model.memoryBytes())
        + "\n  citation    "
        + model.citation();
  }
}
