package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.model.Range;
import io.kvlab.model.TokenizedText;
import io.kvlab.model.Tokenizer;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.task.Prompt;
import io.kvlab.task.Region;
import io.kvlab.task.Segments;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Examples of a task as token ids, with the regions that policies and compression points need. */
final class Preparation {
  private Preparation() {}

  /**
   * The prompts of the given examples, or a sentence where one is longer than the model's context.
   */
  static List<PreparedPrompt> prompts(
      LoadedModel loaded, Task task, Answers work, List<Integer> examples) {
    Tokenizer tokenizer = loaded.requireTokenizer();
    List<PreparedPrompt> prompts = new ArrayList<>();
    for (int index : examples) {
      Prompt plain = task.prompt(index, work.shots());
      Prompt asked = loaded.conversation(work.protocol().chat(), plain);
      boolean weighed = work.protocol().scoring() == Scoring.LIKELIHOOD;
      // As lm-evaluation-harness has it: a blank at the prompt's end begins the choices.
      Prompt prompt = weighed && !asked.rendered() ? asked.beforeBlanks() : asked;
      String blanks = asked.text().substring(prompt.text().length());
      List<int[]> choices =
          weighed
              ? choices(
                  tokenizer, prompt, task.choices(index).stream().map(blanks::concat).toList())
              : List.of();
      PreparedPrompt prepared = prepare(tokenizer, index, prompt, choices);
      int context = loaded.model().config().contextLength();
      if (prepared.length() >= context) {
        throw KvlabException.usage(
            String.format(
                Locale.ROOT,
                "Example %s of %s has %,d tokens with %d shots, but the context of this model is %,d; take fewer shots.",
                prompt.id(),
                task.name(),
                prepared.length(),
                work.shots(),
                context));
      }
      prompts.add(prepared);
    }
    return prompts;
  }

  /**
   * The tokens that each choice adds behind the prompt: what is left of both together after as many
   * tokens as the prompt has alone, as lm-evaluation-harness cuts them.
   */
  static List<int[]> choices(Tokenizer tokenizer, Prompt prompt, List<String> texts) {
    int length = prompt.tokens(tokenizer).ids().length;
    List<int[]> choices = new ArrayList<>();
    for (String text : texts) {
      // The model's turn of a conversation begins with the answer itself.
      String choice = prompt.rendered() ? text.stripLeading() : text;
      int[] whole = tokenizer.encode(prompt.text() + choice, !prompt.rendered()).ids();
      if (whole.length <= length) {
        throw KvlabException.run(
            "Choice '%s' of %s adds no token to its prompt; a choice is text that follows it."
                .formatted(text.strip(), prompt.id()));
      }
      choices.add(Arrays.copyOfRange(whole, length, whole.length));
    }
    return choices;
  }

  static PreparedPrompt prepare(
      Tokenizer tokenizer, int index, Prompt prompt, List<int[]> choices) {
    TokenizedText encoding = prompt.tokens(tokenizer);
    List<Range> shots = new ArrayList<>();
    for (Range chars : shotSpans(prompt)) {
      Range tokens = encoding.tokens(chars);
      if (tokens.length() > 0) {
        shots.add(tokens);
      }
    }
    List<Range> questions = prompt.spans(Region.Kind.QUESTION);
    int question =
        questions.isEmpty() ? encoding.ids().length : encoding.tokens(questions.get(0)).from();
    return new PreparedPrompt(
        index, prompt.id(), prompt.gold(), encoding.ids(), shots, question, choices);
  }

  /** The shots; sentences of the document or lines of the text where a prompt has none. */
  private static List<Range> shotSpans(Prompt prompt) {
    if (!prompt.shots().isEmpty()) {
      return prompt.shots();
    }
    List<Range> documents = prompt.spans(Region.Kind.CONTEXT);
    if (!documents.isEmpty()) {
      return documents.stream().flatMap(d -> within(prompt.text(), d, true).stream()).toList();
    }
    return prompt.spans(Region.Kind.INSTRUCTION).stream()
        .flatMap(d -> within(prompt.text(), d, false).stream())
        .toList();
  }

  private static List<Range> within(String text, Range part, boolean sentences) {
    String document = text.substring(part.from(), part.to());
    List<Range> spans = sentences ? Segments.sentences(document) : Segments.lines(document);
    return spans.stream()
        .map(s -> new Range(part.from() + s.from(), part.from() + s.to()))
        .toList();
  }
}
