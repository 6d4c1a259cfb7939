package io.kvlab.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey.Treatment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A sweep as the tree that is computed: what all prompts begin with is read once, the rest of each
 * example once for every compression point, and every cell is a branch from there. Examples stand
 * in pieces, which fit the memory and depend on nothing of each other.
 *
 * @param model the model as tables call it
 * @param task the task
 * @param shared tokens that all prompts begin with, read once; 0 where nothing is shared
 * @param pieces in the order in which they are computed
 */
public record PlanTree(String model, String task, int shared, List<Piece> pieces) {
  /** Cells are merged ahead on so many examples; what others keep shows when they are run. */
  static final int MERGED = 16;

  private static final JsonMapper JSON = new JsonMapper();

  /** Examples that are read together. */
  public record Piece(List<Example> examples) {}

  /**
   * An example.
   *
   * @param id its name in the task
   * @param tokens of its prompt behind what all share
   * @param points where it is compressed, one reading each
   * @param stepwise cells that act during the prefill or while decoding, each with a cache of its
   *     own
   */
  public record Example(String id, int tokens, List<Point> points, List<String> stepwise) {}

  /**
   * A reading that branches.
   *
   * @param at the compression point
   * @param compressible tokens of the whole prompt before it
   * @param branches one for each distinct selection
   */
  public record Point(String at, int compressible, List<Branch> branches) {}

  /**
   * What is answered once for all its cells.
   *
   * @param cells policy and budget; several where they keep the same
   * @param whole whether nothing is evicted: the answer of the full cache is its own
   */
  public record Branch(List<String> cells, boolean whole) {}

  /** As JSON; {@link #read} gives an equal tree. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tree that {@link #json} wrote. */
  public static PlanTree read(String json) {
    try {
      return JSON.readValue(json, PlanTree.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a plan's tree", e);
    }
  }

  /** Branches that must be answered: those that evict something. */
  public long branches() {
    return pieces.stream()
        .flatMap(piece -> piece.examples().stream())
        .flatMap(example -> example.points().stream())
        .flatMap(point -> point.branches().stream())
        .filter(branch -> !branch.whole())
        .count();
  }

  /** For reading: the first piece, with at most {@code most} examples. */
  public String text(int most) {
    Set<String> full = names().collect(Collectors.toSet());
    boolean brief =
        full.stream().map(PlanTree::withoutParameters).distinct().count() == full.size();
    Line root = new Drawing(most, brief).pieces(this);
    StringBuilder text = new StringBuilder(root.words()).append('\n');
    root.draw("", text);
    return text.toString();
  }

  /**
   * The tree of a sweep.
   *
   * @param shared tokens that all prompts begin with
   * @param together examples of a piece
   * @param merging whether equal selections are one branch
   */
  static PlanTree of(
      SweepSetup setup, List<PreparedPrompt> prompts, int shared, int together, boolean merging) {
    Map<CompressionPoint, List<Treatment>> points = new LinkedHashMap<>();
    List<String> stepwise = new ArrayList<>();
    for (Treatment treatment : setup.sweep().treatments()) {
      if (setup.stepwise(treatment)) {
        stepwise.add(name(treatment) + " at " + treatment.point().keyword());
      } else if (!treatment.isFull()) {
        points.computeIfAbsent(treatment.point(), point -> new ArrayList<>()).add(treatment);
      }
    }
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += together) {
      List<Example> examples = new ArrayList<>();
      for (int i = from; i < Math.min(prompts.size(), from + together); i++) {
        PreparedPrompt prompt = prompts.get(i);
        boolean merged = merging && i < MERGED;
        List<Point> read = new ArrayList<>();
        points.forEach((point, some) -> read.add(point(setup, prompt, point, some, merged)));
        examples.add(new Example(prompt.id(), prompt.length() - shared, read, stepwise));
      }
      pieces.add(new Piece(examples));
    }
    return new PlanTree(
        setup.sweep().modelName(), setup.sweep().work().name(), shared, List.copyOf(pieces));
  }

  private static Point point(
      SweepSetup setup,
      PreparedPrompt prompt,
      CompressionPoint point,
      List<Treatment> treatments,
      boolean merged) {
    Compressor.Cut cut = setup.compressor().cut(prompt, point);
    int length = cut.length();
    Map<Object, List<String>> cells = new LinkedHashMap<>();
    List<String> whole = new ArrayList<>();
    for (Treatment treatment : treatments) {
      if (treatment.budget().entries(length) >= length) {
        whole.add(name(treatment));
      } else {
        Optional<Selection> known =
            merged
                ? setup.compressor().foreseen(cut, setup.policy(treatment), treatment.budget())
                : Optional.empty();
        Object key = known.isPresent() ? known.get() : treatment;
        cells.computeIfAbsent(key, none -> new ArrayList<>()).add(name(treatment));
      }
    }
    List<Branch> branches = new ArrayList<>();
    if (!whole.isEmpty()) {
      branches.add(new Branch(whole, true));
    }
    cells.values().forEach(some -> branches.add(new Branch(List.copyOf(some), false)));
    return new Point(point.keyword(), length, branches);
  }

  private static String name(Treatment treatment) {
    String decode = treatment.decode().map(budget -> " decode " + budget).orElse("");
    return treatment.policy() + " " + treatment.budget() + decode;
  }

  /** A line of the drawing and what hangs below it. */
  private record Line(String words, List<Line> below) {
    static Line of(String words) {
      return new Line(words, List.of());
    }

    void draw(String indent, StringBuilder text) {
      for (int i = 0; i < below.size(); i++) {
        boolean last = i == below.size() - 1;
        text.append(indent).append(last ? "└─ " : "├─ ").append(below.get(i).words()).append('\n');
        below.get(i).draw(indent + (last ? "   " : "│  "), text);
      }
    }
  }

  /** Makes a drawing of a tree. */
  private static final class Drawing {
    /** Cells that a line names. */
    private static final int NAMED = 8;

    private final int most;
    private final boolean brief;

    /**
     * @param brief whether policies can be told apart without their parameters
     */
    Drawing(int most, boolean brief) {
      this.most = most;
      this.brief = brief;
    }

    Line pieces(PlanTree tree) {
      List<Line> lines = new ArrayList<>();
      int count = tree.pieces().size();
      if (count > 0) {
        List<Example> examples = tree.pieces().get(0).examples();
        String words =
            "piece 1 of %d: %d examples, read together".formatted(count, examples.size());
        lines.add(new Line(words, some(examples.stream().map(this::example).toList())));
      }
      more(lines, count - 1);
      String name = tree.task() + " with " + tree.model();
      String shared = tree.shared() + " tokens that all prompts begin with, read once";
      return new Line(name, tree.shared() > 0 ? List.of(new Line(shared, lines)) : lines);
    }

    private Line example(Example example) {
      List<Line> lines = new ArrayList<>();
      example.points().forEach(point -> lines.add(point(point)));
      if (!example.stepwise().isEmpty()) {
        lines.add(Line.of("with caches of their own: " + named(example.stepwise())));
      }
      return new Line(example.id() + ": " + example.tokens() + " tokens of its own", lines);
    }

    private Line point(Point point) {
      long evicting = point.branches().stream().filter(branch -> !branch.whole()).count();
      int cells = point.branches().stream().mapToInt(branch -> branch.cells().size()).sum();
      List<Line> lines = new ArrayList<>();
      for (Branch branch : point.branches()) {
        if (branch.whole()) {
          lines.add(Line.of("nothing evicted, the full cache's answer: " + named(branch.cells())));
        } else if (branch.cells().size() > 1) {
          lines.add(Line.of("one branch: " + named(branch.cells())));
        }
      }
      String words =
          "at %s, %d tokens to compress: %d cells, %d branches"
              .formatted(point.at(), point.compressible(), cells, evicting);
      return new Line(words, lines);
    }

    private String named(List<String> cells) {
      String names =
          cells.stream()
              .limit(NAMED)
              .map(cell -> brief ? withoutParameters(cell) : cell)
              .collect(Collectors.joining(", "));
      return cells.size() > NAMED ? names + ", " + (cells.size() - NAMED) + " more" : names;
    }

    private List<Line> some(List<Line> lines) {
      List<Line> shown = new ArrayList<>(lines.subList(0, Math.min(most, lines.size())));
      more(shown, lines.size() - most);
      return shown;
    }

    private static void more(List<Line> lines, int count) {
      if (count > 0) {
        lines.add(Line.of("... " + count + " more"));
      }
    }
  }

  private static String withoutParameters(String cell) {
    int open = cell.indexOf('(');
    return open < 0 ? cell : cell.substring(0, open) + cell.substring(cell.lastIndexOf(')') + 1);
  }

  private Stream<String> names() {
    return pieces.stream()
        .flatMap(piece -> piece.examples().stream())
        .limit(1)
        .flatMap(
            example ->
                Stream.concat(
                    example.stepwise().stream(),
                    example.points().stream()
                        .flatMap(point -> point.branches().stream())
                        .flatMap(branch -> branch.cells().stream())));
  }
}
