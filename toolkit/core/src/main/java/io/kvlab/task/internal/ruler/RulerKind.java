package io.kvlab.task.internal.ruler;

import io.kvlab.KvlabException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One way to fill a context. The same random state and size give the same content. */
public interface RulerKind {
  /**
   * What the templates need.
   *
   * @param values single values by name, {@code context} among them
   * @param golds the accepted answers, all of which are asked for
   */
  record Content(Map<String, String> values, List<String> golds) {
    public Content {
      values = Map.copyOf(values);
      golds = List.copyOf(golds);
    }
  }

  /**
   * Makes one content.
   *
   * @param size how much of it: sentences, lines or words, at least {@link #smallest}
   */
  Content make(Random random, int size);

  /** The least size that can hold what is asked. */
  int smallest();

  /**
   * The kind that an entry of the manifest describes.
   *
   * @param parameters of its {@code generator}
   */
  static RulerKind of(String dataset, Map<String, String> parameters) {
    Parameters p = new Parameters(dataset, parameters);
    String kind = p.text("kind", "");
    return switch (kind) {
      case "niah" ->
          new Needles(
              p.number("keys", 1),
              p.number("values", 1),
              p.text("haystack", "noise").equals("needles"),
              p.text("key", "words").equals("uuids"),
              p.text("value", "numbers").equals("uuids"));
      case "variables" -> new Variables(p.number("chains", 1), p.number("hops", 4));
      case "common-words" ->
          new CommonWords(p.number("asked", 10), p.number("often", 30), p.number("seldom", 3));
      case "frequent-words" -> new FrequentWords(p.number("asked", 3));
      default ->
          throw KvlabException.usage(
              "'%s' has a generator of the kind '%s'; there are: niah, variables, common-words, frequent-words"
                  .formatted(dataset, kind));
    };
  }

  /** Reads a generator's parameters. */
  record Parameters(String dataset, Map<String, String> values) {
    public String text(String name, String otherwise) {
      return values.getOrDefault(name, otherwise);
    }

    public int number(String name, int otherwise) {
      String value = values.getOrDefault(name, Integer.toString(otherwise));
      if (!value.matches("[1-9][0-9]{0,6}")) {
        throw KvlabException.usage(
            "'%s' of the generator of '%s' is a whole number from 1, not '%s'"
                .formatted(name, dataset, value));
      }
      return Integer.parseInt(value);
    }
  }
}
