package io.kvlab.plan;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What a statement asks for, written out: which models see which prompts under which treatments.
 * Serialisable ({@link PlanJson}), so that a run can be repeated, resumed or sent elsewhere.
 *
 * @param statement the statement in canonical form
 * @param seed seed of everything that draws
 * @param sweeps independent parts; one model sees one workload in each
 */
public record Plan(String statement, long seed, List<Sweep> sweeps) {
  public Plan {
    sweeps = List.copyOf(sweeps);
  }

  /** The cells of all sweeps. */
  public List<CellKey> cells() {
    return sweeps.stream().flatMap(sweep -> sweep.cells().stream()).toList();
  }

  /**
   * This plan in independent pieces of at most {@code examples} examples each; together their rows
   * are those of the whole. A text is not cut.
   */
  public List<Plan> pieces(int examples) {
    if (examples < 1) {
      throw new IllegalArgumentException("a piece has at least one example, not " + examples);
    }
    List<Plan> pieces = new ArrayList<>();
    for (Sweep sweep : sweeps) {
      for (Work part : sweep.work().match(answers -> answers.parts(examples), List::of)) {
        Sweep piece = new Sweep(sweep.model(), sweep.modelName(), part, sweep.treatments());
        pieces.add(new Plan(statement, seed, List.of(piece)));
      }
    }
    return pieces;
  }

  /** What the model is asked. */
  public sealed interface Work {
    /** What tables call it: the task's name, or that of the text file. */
    String name();

    /** One of the two functions, applied to this work. */
    <R> R match(Function<Answers, R> answers, Function<Fidelity, R> fidelity);
  }

  /**
   * Examples of a task.
   *
   * @param name the task's name
   * @param capability the ability it measures
   * @param shots worked examples in each prompt
   * @param examples indices into the task's data
   * @param maxTokens the longest answer, in tokens
   * @param protocol how the task is put to the model
   */
  public record Answers(
      String name,
      String capability,
      int shots,
      List<Integer> examples,
      int maxTokens,
      Protocol protocol)
      implements Work {
    public Answers {
      examples = List.copyOf(examples);
    }

    @Override
    public <R> R match(Function<Answers, R> answers, Function<Fidelity, R> fidelity) {
      return answers.apply(this);
    }

    /** The same questions about {@code most} examples at a time. */
    private List<Work> parts(int most) {
      List<Work> parts = new ArrayList<>();
      for (int from = 0; from < examples.size(); from += most) {
        parts.add(with(examples.subList(from, Math.min(examples.size(), from + most))));
      }
      return parts;
    }

    /** The same questions about other examples. */
    Answers with(List<Integer> others) {
      return new Answers(name, capability, shots, others, maxTokens, protocol);
    }
  }

  /**
   * Windows of a text, continued by the text itself.
   *
   * @param name what tables call it
   * @param file the text
   * @param context tokens of each window that are prefilled and compressed
   * @param continuation tokens of each window that are fed through the compressed cache
   * @param windows how many windows; empty for as many as the text has
   */
  public record Fidelity(String name, Path file, int context, int continuation, OptionalInt windows)
      implements Work {
    @Override
    public <R> R match(Function<Answers, R> answers, Function<Fidelity, R> fidelity) {
      return fidelity.apply(this);
    }
  }

  /**
   * One model, one workload, many treatments: everything here can share prefills.
   *
   * @param model the model as the user named it: a name or a folder
   * @param modelName what tables call it
   * @param work what it is asked
   * @param treatments what is done to the cache; the full cache, the baseline, is always the first
   */
  public record Sweep(String model, String modelName, Work work, List<Treatment> treatments) {
    /** The treatment that leaves everything in place. */
    public static final Treatment FULL =
        new Treatment(CellKey.FULL, Budget.ratio("1"), Optional.empty(), CompressionPoint.PROMPT);

    public Sweep {
      List<Treatment> all = new ArrayList<>();
      all.add(FULL);
      for (Treatment treatment : treatments) {
        if (!treatment.isFull() && !all.contains(treatment)) {
          all.add(treatment);
        }
      }
      treatments = List.copyOf(all);
    }

    /** The same model and work under other treatments. */
    public Sweep with(List<Treatment> others) {
      return new Sweep(model, modelName, work, others);
    }

    /** What was asked, as a part of every cell's key. */
    public Workload workload() {
      return work.match(
          answers ->
              new Workload(
                  modelName,
                  answers.name(),
                  answers.capability(),
                  answers.shots(),
                  answers.protocol().words()),
          text ->
              new Workload(
                  modelName,
                  text.name(),
                  "text fidelity",
                  0,
                  "context " + text.context() + " continuation " + text.continuation()));
    }

    /** The table rows of this sweep, the baseline first. */
    public List<CellKey> cells() {
      Workload workload = workload();
      return treatments.stream().map(t -> new CellKey(workload, t)).toList();
    }
  }
}
