package io.kvlab.cli;

import io.kvlab.KvlabException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What a chat template writes: the text that a model reads for given messages. */
@Command(name = "chat", description = "renders messages with a chat template, as transformers does")
final class ChatCommand implements Callable<Integer> {
  /** Where the template comes from. */
  static final class Source {
    @Option(names = "--template", paramLabel = "FILE", description = "a Jinja template")
    @Nullable Path template;

    @Option(names = "--model", paramLabel = "DIR", description = "a model's own template")
    @Nullable String model;

    @Option(
        names = "--cases",
        paramLabel = "FILE.json",
        description = "an array of {template, messages, add_generation_prompt, bos_token, ..}")
    @Nullable Path cases;
  }

  @ParentCommand Main main = new Main();

  @ArgGroup(multiplicity = "1")
  Source source = new Source();

  @Option(names = "--messages", paramLabel = "FILE.json", description = "an array of messages")
  @Nullable Path messages;

  @Option(
      names = "--no-generation-prompt",
      description = "end with the last message, not with the opening of the model's turn")
  boolean noGenerationPrompt;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "what strftime_now sees (default today)")
  @Nullable String date;

  @Option(names = "--var", paramLabel = "NAME=JSON", description = "a variable of the template")
  Map<String, String> variables = new LinkedHashMap<>();

  @Option(names = "--tools", paramLabel = "FILE.json", description = "an array of tools")
  @Nullable Path tools;

  @Option(names = "--bos", paramLabel = "TOKEN", description = "bos_token")
  @Nullable String bos;

  @Option(names = "--eos", paramLabel = "TOKEN", description = "eos_token")
  @Nullable String eos;

  @Override
  public Integer call() {
    if (source.cases != null) {
      System.out.println(ChatRendering.cases(source.cases));
      return 0;
    }
    if (messages == null) {
      throw KvlabException.usage("chat needs --messages FILE.json, an array of {role, content}.");
    }
    ChatRendering rendering =
        source.template != null
            ? ChatRendering.ofTemplate(source.template)
            : ChatRendering.ofModel(
                String.valueOf(source.model), main.common.settings(), tools != null);
    var result =
        rendering.render(
            messages,
            new ChatRendering.Request(!noGenerationPrompt, date, variables, tools, bos, eos));
    System.out.println(
        main.common.format == Common.Format.JSON
            ? result
            : io.kvlab.report.table.Plain.text(result.path("text").asText()));
    return 0;
  }
}
