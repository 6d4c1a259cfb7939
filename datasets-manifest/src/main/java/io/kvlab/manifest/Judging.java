package io.kvlab.manifest;

import java.util.List;
import java.util.Optional;

/**
 * How a completion is judged.
 *
 * @param extractors in order; the first gives the headline score, all are reported. Empty: the
 *     completion itself, stripped, is the answer
 * @param ignore regular expressions removed from answer and gold before they are compared
 * @param choices templates of the answers of a multiple choice, each as it would follow the prompt,
 *     so that they can be weighed; empty otherwise
 * @param parts for several answers in one generation: a regular expression that matches where each
 *     begins; group 1, where there is one, is its number, else they count in order
 * @param program for code: what is executed, with {@code {completion}} in it
 * @param withoutCode for code: what is compared instead where code is not run; empty where nothing
 *     can take its place
 * @param read what a person would look for in the completion, reported beside the rest
 */
public record Judging(
    Metric metric,
    List<Extractor> extractors,
    List<String> ignore,
    boolean ignoreCase,
    List<String> choices,
    Optional<String> parts,
    Optional<String> program,
    Optional<Metric> withoutCode,
    Optional<Reading> read) {
  /** What a person looks for. */
  public enum Reading {
    NUMBER,
    LETTER
  }

  /** What is compared, always giving 0..1 with higher better. */
  public enum Metric {
    /** Equal texts after what is to be ignored is removed. */
    EXACT,
    /** Equal as decimal numbers. */
    NUMBER,
    /** Any gold answer occurs in the completion. */
    CONTAINS,
    /** Share of the gold answers that occur in the completion. */
    RECALL,
    /** Overlap of words, the harmonic mean of precision and recall. */
    F1,
    /** Longest common subsequence of words, F measure. */
    ROUGE_L,
    /** The program made of the completion and the tests ends without an error. */
    CODE,
    /** The completion declines what was asked. */
    REFUSAL
  }

  /**
   * One way to find the answer in a completion.
   *
   * @param pattern a regular expression; the first group that took part, or the whole match, is the
   *     answer
   * @param last whether the last match counts, not the first
   */
  public record Extractor(String name, String pattern, boolean last) {}

  public Judging {
    extractors = List.copyOf(extractors);
    ignore = List.copyOf(ignore);
    choices = List.copyOf(choices);
  }
}
