package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.LoadedModel;
import io.kvlab.inspect.TextPart;
import io.kvlab.model.Tokenizer;
import io.kvlab.model.checkpoint.GenerationSettings;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Prompt;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** {@code show prompt on gsm8k with nano example 3}: what a model really reads, part by part. */
final class ShowPromptStatement {
  private final LoadedModel model;
  private final Catalog catalog;
  private final ChatUse chat;

  ShowPromptStatement(LoadedModel model, Catalog catalog, ChatUse chat) {
    this.model = model;
    this.catalog = catalog;
    this.chat = chat;
  }

  Outcome show(Query.Attention asked) {
    if (asked.options().models().size() != 1) {
      throw KvlabException.usage("show prompt takes one model; each reads prompts its own way.");
    }
    List<Shown> shown = new ArrayList<>();
    for (Call call : asked.options().tasks()) {
      if (catalog.textFile(call).isPresent()) {
        throw KvlabException.usage(
            "A text file is read as it stands; name a task, such as gsm-mini.");
      }
      Task task = catalog.task(call);
      int[] shots =
          asked.options().shots().map(Numbers::ints).orElse(new int[] {task.defaultShots()});
      for (int example : asked.examples().map(Numbers::ints).orElse(new int[] {0})) {
        if (example >= task.size()) {
          throw KvlabException.usage(
              task.name() + " has examples 0 to " + (task.size() - 1) + ", not " + example + ".");
        }
        for (int count : shots) {
          shown.add(shown(task, example, count, asked.options().max().orElse(task.maxNewTokens())));
        }
      }
    }
    return new Outcome.Tabular(
        "prompt", table(shown), shown.stream().flatMap(one -> one.notes().stream()).toList());
  }

  /** One prompt: its parts, and what is said beneath them. */
  private record Shown(String name, Prompt prompt, PromptParts parts, List<String> notes) {
    String text(TextPart part) {
      return String.join("", parts.tokens().subList(part.tokens().from(), part.tokens().to()));
    }

    String ids(TextPart part) {
      return words(Arrays.copyOfRange(parts.ids(), part.tokens().from(), part.tokens().to()));
    }
  }

  private Shown shown(Task task, int example, int shots, int longest) {
    Tokenizer tokenizer = model.requireTokenizer();
    Prompt plain = task.prompt(example, shots);
    Prompt prompt = model.conversation(chat, plain);
    PromptParts parts = PromptParts.of(prompt, tokenizer);
    String name = task.name() + "/" + example;
    List<String> notes = new ArrayList<>();
    notes.add("%s: %,d tokens, %s.".formatted(name, parts.length(), form(prompt)));
    int[] start = tokenizer.start();
    if (!prompt.rendered()) {
      notes.add(
          start.length == 0
              ? "The tokenizer puts nothing in front."
              : "The tokenizer puts " + words(start) + " in front.");
    }
    notes.add(
        "An answer ends at the tokens %s%s, or after %,d tokens."
            .formatted(
                words(
                    new TreeSet<>(model.model().config().endTokens())
                        .stream().mapToInt(id -> id).toArray()),
                stops(task),
                longest));
    List<String> passedOver = GenerationSettings.notApplied(model.folder());
    if (!passedOver.isEmpty()) {
      notes.add(
          "generation_config.json asks for %s, which is not applied."
              .formatted(String.join(", ", passedOver)));
    }
    return new Shown(name, prompt, parts, notes);
  }

  private static String stops(Task task) {
    return task.stops().isEmpty()
        ? ""
        : task.stops().stream()
            .map(stop -> "\"" + stop.replace("\n", "\\n") + "\"")
            .collect(Collectors.joining(", ", " and the texts ", ""));
  }

  private String form(Prompt prompt) {
    if (prompt.rendered()) {
      return "written by "
          + chat.template().map(file -> "the template " + file).orElse("the model's chat template");
    }
    if (chat.mode() == ChatMode.OFF) {
      return "a plain text, since chat is off";
    }
    return model.chat().isEmpty()
        ? "a plain text, since the model has no chat template"
        : "a plain text, since worked examples without a system text are continued; 'chat on' writes"
            + " a conversation";
  }

  private static String words(int[] ids) {
    return Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }

  private static Table table(List<Shown> shown) {
    StringColumn example = StringColumn.create("example");
    StringColumn part = StringColumn.create("part");
    IntColumn from = IntColumn.create("from");
    IntColumn to = IntColumn.create("to");
    StringColumn text = StringColumn.create("text");
    StringColumn ids = StringColumn.create("ids");
    for (Shown one : shown) {
      for (TextPart p : one.parts().parts()) {
        example.append(one.name());
        part.append(p.name());
        from.append(p.tokens().from());
        to.append(p.tokens().to());
        text.append(one.text(p));
        ids.append(one.ids(p));
      }
    }
    return Table.create("prompt", example, part, from, to, text, ids);
  }
}
