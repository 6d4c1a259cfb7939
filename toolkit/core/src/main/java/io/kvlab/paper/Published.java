package io.kvlab.paper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One published cell.
 *
 * @param model as the paper names it; empty where the printed table does not say
 * @param task kvlab's name
 * @param shots in the prompt
 * @param policy kvlab's name
 * @param ratio share of the cache kept
 * @param score 0..1 as printed
 * @param full score of the full cache as printed
 */
public record Published(
    String model,
    String task,
    int shots,
    String policy,
    BigDecimal ratio,
    double score,
    double full) {

  /** kvlab's names of the models that the paper measured. */
  static final Map<String, String> MODELS =
      Map.of(
          "llama3-8b", "Llama-3.1-8B-Instruct",
          "llama3-8b-base", "Llama-3.1-8B",
          "r1-distill-llama-8b", "DeepSeek-R1-Distill-Llama-8B",
          "mistral-7b", "Mistral-7B-Instruct",
          "qwen3-4b", "Qwen3-4B-Base");

  /** The bundled suites and the tasks after which they are made. */
  static final Map<String, String> AFTER =
      Map.of(
          "gsm-mini", "gsm8k",
          "facts-mini", "mmlu",
          "sense-mini", "commonsenseqa",
          "code-mini", "humaneval",
          "guard-mini", "jailbreakv",
          "longgen-mini", "longgenbench-gsm8k");

  /** The score's loss as a share of the full cache's. */
  public double relativeDrop() {
    return (score - full) / full;
  }

  /**
   * The published cells: arithmetic at 8 and 50 shots, long generation, and the cells of MMLU and
   * CommonsenseQA that are printed as equal to the full cache (MMLU to three digits: the fourth
   * wavers between methods).
   */
  static List<Published> all() {
    try (InputStream in = Published.class.getResourceAsStream("published.csv")) {
      if (in == null) {
        throw new IllegalStateException("published.csv is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(Published::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Published parse(String line) {
    String[] fields = line.split(",", -1);
    return new Published(
        fields[0],
        fields[1],
        Integer.parseInt(fields[2]),
        fields[3],
        new BigDecimal(fields[4]).stripTrailingZeros(),
        Double.parseDouble(fields[5]),
        Double.parseDouble(fields[6]));
  }
}
