package io.kvlab.dsl;

import io.kvlab.dsl.Parameter.Type;
import io.kvlab.dsl.ast.Call;
import java.util.List;
import java.util.Optional;

/** A vocabulary as a running kvlab would supply it, small. */
final class SmallVocabulary implements Vocabulary {
  private static final Parameter WINDOW =
      Parameter.integer("window", 32, 1, "the last positions, whose attention is what counts");
  private static final Parameter POOLING =
      Parameter.choice("pooling", List.of("avg", "max"), "how neighbouring scores are pooled");

  @Override
  public List<Described> all(Kind kind) {
    return switch (kind) {
      case POLICY ->
          List.of(
              new Described("full", "keeps everything"),
              new Described(
                  "random",
                  "a random set",
                  List.of(Parameter.integer("seed", 0, 0, "seed of the choice"))),
              new Described(
                  "streamingllm",
                  "sinks and the most recent",
                  List.of(Parameter.integer("sinks", 4, 0, "first positions kept"))),
              new Described(
                  "h2o",
                  "heavy hitters",
                  List.of(
                      Parameter.of("recent", Type.INTEGER, "cap/2", "last positions kept")
                          .atLeast(0)
                          .using("cap"))),
              new Described(
                  "snapkv",
                  "attention of the last window",
                  List.of(
                      WINDOW,
                      Parameter.integer("kernel", 5, 1, "width of the pooling")
                          .among(List.of("3", "5", "7")),
                      POOLING)),
              new Described("shotkv", "whole shots"),
              new Described(
                  "ada",
                  "shares a layer's budget among its heads",
                  List.of(
                      Parameter.policy("policy", "the policy whose scores count"),
                      Parameter.number(
                          "floor", "0.2", 0, 1, "the share that each head has for sure"),
                      Parameter.flag("normalize", true, "whether scores are made comparable"))),
              new Described(
                  "layered",
                  "some layers only",
                  List.of(
                      Parameter.of("layers", Type.INTEGERS, "[0]", "which").atLeast(0),
                      Parameter.of("note", Type.TEXT, "none", "a note"))));
      case TASK ->
          List.of(
              new Described("gsm8k", "arithmetic"),
              new Described("mmlu", "knowledge"),
              new Described("gsm-mini", "small arithmetic"),
              new Described(
                  "needle",
                  "a needle",
                  List.of(Parameter.integer("length", 1024, 64, "tokens of the haystack"))));
      case MODEL -> List.of(new Described("nano", "bundled"), new Described("llama3-8b", "8B"));
      case RESULT -> List.of(new Described("grid", "a result of before"));
      case PLOT ->
          List.of(new Described("degradation", "score by ratio"), new Described("kept", "tokens"));
      case COLUMN ->
          List.of(
              new Described("ratio", "kept fraction"),
              new Described("policy", "method"),
              new Described("task", "task"));
      case SETTING ->
          List.of(
              new Described(
                  "limit",
                  "examples per task",
                  List.of(
                      Parameter.of("value", Type.INTEGER, "all", "examples").atLeast(1).or("all"))),
              new Described(
                  "device",
                  "where models run",
                  List.of(Parameter.choice("value", List.of("cpu", "gpu"), "device"))));
      case DEVICE -> List.of(new Described("cpu", "processor"), new Described("gpu", "card"));
      case MECHANISM ->
          List.of(new Described("prefix-sharing", "shared"), new Described("verify", "verified"));
    };
  }

  @Override
  public Optional<String> refuse(Kind kind, Call call) {
    return call.name().text().equals("ada")
            && call.arguments().get(0).value().asText().filter("random"::equals).isPresent()
        ? Optional.of("random has no scores for ada.")
        : Optional.empty();
  }

  @Override
  public Optional<String> refuseFile(Output output, String path) {
    return path.endsWith(output == Output.ROWS ? ".csv" : ".html")
        ? Optional.empty()
        : Optional.of("'" + path + "' has the wrong ending.");
  }

  @Override
  public Optional<String> refusePath(Kind kind, String path) {
    return path.startsWith("missing")
        ? Optional.of("There is no file '" + path + "'.")
        : Optional.empty();
  }
}
