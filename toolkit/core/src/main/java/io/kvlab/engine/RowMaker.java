package io.kvlab.engine;

import static java.util.stream.Collectors.joining;

import io.kvlab.cache.Selection;
import io.kvlab.internal.Sha256;
import io.kvlab.model.Tokenizer;
import io.kvlab.model.decode.Generation;
import io.kvlab.model.decode.Generation.End;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.plan.Plan;
import io.kvlab.result.Detail;
import io.kvlab.result.Details;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.CacheUse;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.result.ExampleRow.Timing;
import io.kvlab.result.ExampleRow.Tokens;
import io.kvlab.result.ExampleRow.Units;
import io.kvlab.task.Prompt;
import io.kvlab.task.Score;
import io.kvlab.task.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a finished answer to its row. */
public final class RowMaker {
  /** Half a point counts as right where an answer is worth a fraction. */
  private static final double RIGHT = 0.5;

  private final Workload workload;
  private final Task task;
  private final Tokenizer tokenizer;
  private final long entryBytes;
  private final Listener listener;

  /** Hears what was answered, token by token. */
  @FunctionalInterface
  interface Listener {
    void answered(PreparedPrompt prompt, Treatment treatment, Generation answer);
  }

  /**
   * @param entryBytes memory of one cached entry of one layer and KV head, key and value
   */
  RowMaker(Workload workload, Task task, Tokenizer tokenizer, long entryBytes, Listener listener) {
    this.listener = listener;
    this.workload = workload;
    this.task = task;
    this.tokenizer = tokenizer;
    this.entryBytes = entryBytes;
  }

  /**
   * @param compressible positions the selection is about
   * @param firstExposed index of the first answer token that came from a compressed cache
   */
  ExampleRow row(
      PreparedPrompt prompt,
      Treatment treatment,
      Selection selection,
      int compressible,
      Generation generation,
      int firstExposed,
      Timing timing) {
    listener.answered(prompt, treatment, generation);
    String text = generation.text();
    int scored = scored(prompt, generation);
    long total = (long) compressible * selection.layers() * selection.kvHeads();
    boolean whole = selection.total() == total && treatment.decode().isEmpty();
    int exposed = whole ? 0 : Math.max(0, scored - firstExposed);
    Score score = task.score(prompt.index(), text);
    Answer answer =
        answer(
            prompt,
            text,
            score,
            score.others(),
            new Tokens(generation.ids().length, scored, exposed));
    Details details = asked(prompt).with(Detail.ANSWER_IDS, longs(generation.ids()));
    return row(prompt, treatment, selection, total, answer, timing).with(details);
  }

  /** Which tokens the model read, so that two programs can see whether they asked the same. */
  private static Details asked(PreparedPrompt prompt) {
    String ids = Arrays.stream(prompt.ids()).mapToObj(Integer::toString).collect(joining(" "));
    return Details.NONE.with(Detail.PROMPT_HASH, Sha256.of(ids));
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  /**
   * The row of an answer that was chosen, not generated: the most likely choice is judged as if it
   * had been written. Beside it stands the score of the most likely choice per character ({@code
   * normalized}), where choices differ in length.
   *
   * @param compressible positions the selection is about
   * @param losses negative log likelihood of each choice, nats
   */
  ExampleRow weighed(
      PreparedPrompt prompt,
      Treatment treatment,
      Selection selection,
      int compressible,
      double[] losses,
      Tokens tokens,
      Timing timing) {
    List<String> choices = task.choices(prompt.index());
    double[] perCharacter = new double[losses.length];
    Arrays.setAll(perCharacter, i -> losses[i] / choices.get(i).strip().length());
    String text = choices.get(smallest(losses));
    Score score = task.score(prompt.index(), text);
    boolean lengthsDiffer = choices.stream().map(c -> c.strip().length()).distinct().count() > 1;
    Map<String, Double> others =
        lengthsDiffer
            ? Map.of(
                "normalized",
                task.score(prompt.index(), choices.get(smallest(perCharacter))).value())
            : Map.of();
    long total = (long) compressible * selection.layers() * selection.kvHeads();
    Answer answer = answer(prompt, text, score, others, tokens);
    int[] lengths = choices.stream().mapToInt(choice -> choice.strip().length()).toArray();
    Details details =
        asked(prompt)
            .with(Detail.LOG_LIKELIHOODS, Arrays.stream(losses).map(loss -> -loss).toArray())
            .with(Detail.CHOICE_LENGTHS, longs(lengths));
    return row(prompt, treatment, selection, total, answer, timing).with(details);
  }

  private static int smallest(double[] values) {
    int smallest = 0;
    for (int i = 1; i < values.length; i++) {
      smallest = values[i] < values[smallest] ? i : smallest;
    }
    return smallest;
  }

  private static Answer answer(
      PreparedPrompt prompt, String text, Score score, Map<String, Double> others, Tokens tokens) {
    return new Answer(
        text, score.extracted(), prompt.gold(), score.value(), units(score), others, tokens);
  }

  /**
   * @param total entries before compression, over layers and KV heads
   */
  private ExampleRow row(
      PreparedPrompt prompt,
      Treatment treatment,
      Selection selection,
      long total,
      Answer answer,
      Timing timing) {
    CacheUse cache =
        new CacheUse(prompt.length(), selection.total(), total, selection.total() * entryBytes);
    return new ExampleRow(
        new CellKey(workload, treatment),
        new ExampleId(prompt.index(), prompt.id()),
        new Measured(cache, answer, timing, Optional.empty()));
  }

  /** How many of the tokens the text consists of; what only ends the answer is not scored. */
  private int scored(PreparedPrompt prompt, Generation generation) {
    int count = generation.ids().length;
    if (generation.end() == End.STOP_TOKEN) {
      return count - 1;
    }
    if (generation.end() == End.STOP_STRING) {
      int length = generation.text().length();
      while (count > 0
          && tokenizer
                  .decodeAfter(prompt.ids(), Arrays.copyOf(generation.ids(), count - 1))
                  .length()
              >= length) {
        count--;
      }
    }
    return count;
  }

  /**
   * @param nth which completion of its example, from 1
   */
  public record Given(int index, String text, int nth) {}

  /** The row of a completion that was made elsewhere, of which nothing but the text is known. */
  public static ExampleRow given(Workload workload, Task task, Given given) {
    int index = given.index();
    String text = given.text();
    Score score = task.score(index, text);
    Prompt prompt = task.prompt(index, workload.shots());
    Answer answer =
        new Answer(
            text,
            score.extracted(),
            prompt.gold(),
            score.value(),
            units(score),
            score.others(),
            new Tokens(0, 0, 0));
    return new ExampleRow(
        new CellKey(workload, Plan.Sweep.FULL),
        new ExampleId(index, prompt.id() + (given.nth() == 1 ? "" : "#" + given.nth())),
        new Measured(new CacheUse(0, 0, 0, 0), answer, new Timing(0, 0), Optional.empty()));
  }

  private static Units units(Score score) {
    if (score.units().isEmpty()) {
      return Units.one(score.value() >= RIGHT);
    }
    int correct = (int) score.units().stream().filter(u -> u.value() >= RIGHT).count();
    return new Units(correct, score.units().size());
  }
}
