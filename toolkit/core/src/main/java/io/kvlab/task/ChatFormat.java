package io.kvlab.task;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.model.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a model was taught to read a conversation, for one system message and one message of the
 * user:
 *
 * <pre>start [systemOpen system systemClose] userOpen user userClose</pre>
 *
 * Everything after {@code userClose} is the model's turn. The tokenizer's own start token is not
 * part of it.
 *
 * @param name as models.yaml names it
 * @param defaultSystem the system message that stands where the user gives none; empty for none
 * @param trims whether the format strips white space around both messages
 */
public record ChatFormat(
    String name,
    String start,
    String systemOpen,
    String systemClose,
    String userOpen,
    String userClose,
    Optional<String> defaultSystem,
    boolean trims) {

  /** Llama 3.1 and 3.2, with the date that its template falls back to, so that runs repeat. */
  private static final ChatFormat LLAMA3 =
      new ChatFormat(
          "llama3",
          "<|start_header_id|>system<|end_header_id|>\n\n"
              + "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n",
          "",
          "",
          "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n",
          "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
          Optional.empty(),
          true);

  /** Mistral v0.3: the system message opens the message of the user. */
  private static final ChatFormat MISTRAL =
      new ChatFormat("mistral", "[INST] ", "", "\n\n", "", "[/INST]", Optional.empty(), false);

  /** ChatML as Qwen3 and SmolLM2 use it: no system message of its own. */
  private static final ChatFormat CHATML = chatMl("chatml", Optional.empty());

  /** Qwen2.5 Instruct. */
  private static final ChatFormat QWEN25 =
      chatMl(
          "qwen2.5",
          Optional.of("You are Qwen, created by Alibaba Cloud. You are a helpful assistant."));

  /** DeepSeek-R1 and its distilled models: the model's turn begins with its thoughts. */
  private static final ChatFormat DEEPSEEK_R1 =
      new ChatFormat(
          "deepseek-r1", "", "", "", "<｜User｜>", "<｜Assistant｜><think>\n", Optional.empty(), false);

  private static final List<ChatFormat> ALL = List.of(LLAMA3, MISTRAL, CHATML, QWEN25, DEEPSEEK_R1);

  private static ChatFormat chatMl(String name, Optional<String> system) {
    return new ChatFormat(
        name,
        "",
        "<|im_start|>system\n",
        "<|im_end|>\n",
        "<|im_start|>user\n",
        "<|im_end|>\n<|im_start|>assistant\n",
        system,
        false);
  }

  /**
   * The format of a name.
   *
   * @throws KvlabException when there is none
   */
  public static ChatFormat of(String name) {
    return ALL.stream()
        .filter(format -> format.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "there is no chat format '%s'; there are: %s"
                        .formatted(
                            name, String.join(", ", ALL.stream().map(f -> f.name).toList()))));
  }

  /**
   * The format that a checkpoint's own chat template writes, told by the marks in it; empty for a
   * template that is none of those known here.
   */
  public static Optional<ChatFormat> recognised(String template) {
    if (template.contains("<|start_header_id|>") && template.contains("Cutting Knowledge Date")) {
      return Optional.of(LLAMA3);
    }
    if (template.contains("<｜Assistant｜>")) {
      return Optional.of(DEEPSEEK_R1);
    }
    if (template.contains("<|im_start|>")) {
      return Optional.of(
          template.contains("You are Qwen, created by Alibaba Cloud") ? QWEN25 : CHATML);
    }
    return template.contains("[INST]") && !template.contains("<<SYS>>")
        ? Optional.of(MISTRAL)
        : Optional.empty();
  }

  /**
   * A prompt as a model is to read it.
   *
   * @param format the model's format; empty for a base model
   * @throws KvlabException when a format is asked for of a model that has none
   */
  public static Prompt apply(ChatMode use, Optional<ChatFormat> format, Prompt prompt) {
    return switch (use) {
      case OFF -> prompt;
      case ON ->
          format
              .orElseThrow(
                  () ->
                      KvlabException.usage(
                          "the model has no chat format; leave 'chat' away or say 'chat off'"))
              .apply(prompt);
      case AUTO ->
          prompt.spans(Region.Kind.SYSTEM).isEmpty() && !prompt.shots().isEmpty()
              ? prompt
              : format.map(f -> f.apply(prompt)).orElse(prompt);
    };
  }

  /**
   * The prompt in this format. Its SYSTEM region becomes the system message, stripped; all else is
   * the message of the user. Regions keep their kinds: the marks in front belong to START, those
   * after the system message to SYSTEM, those at the end to the last region.
   */
  public Prompt apply(Prompt prompt) {
    List<Region> parts = new ArrayList<>(prompt.regions());
    Optional<String> system = defaultSystem;
    if (!parts.isEmpty() && parts.get(0).kind() == Region.Kind.SYSTEM) {
      system = Optional.of(textOf(prompt, parts.remove(0)).strip());
    }
    Writer writer = new Writer();
    if (system.isPresent()) {
      writer.add(Region.Kind.START, start + systemOpen);
      writer.add(Region.Kind.SYSTEM, system.get() + systemClose + userOpen);
    } else {
      writer.add(Region.Kind.START, start + userOpen);
    }
    for (int i = 0; i < parts.size(); i++) {
      String text = textOf(prompt, parts.get(i));
      if (trims) {
        text = i == 0 ? text.stripLeading() : text;
        text = i == parts.size() - 1 ? text.stripTrailing() : text;
      }
      writer.add(parts.get(i).kind(), i == parts.size() - 1 ? text + userClose : text);
    }
    return new Prompt(prompt.id(), writer.text.toString(), writer.regions, prompt.gold());
  }

  private static String textOf(Prompt prompt, Region region) {
    return prompt.text().substring(region.chars().from(), region.chars().to());
  }

  private static final class Writer {
    private final StringBuilder text = new StringBuilder();
    private final List<Region> regions = new ArrayList<>();
    private String blank = "";

    /**
     * Appends a region. A blank at the end of opening marks goes to what follows: many tokenizers
     * make one token of it and the next word.
     */
    void add(Region.Kind kind, String marked) {
      String part = blank + marked;
      blank = "";
      if (kind == Region.Kind.START && part.endsWith(" ")) {
        blank = " ";
        part = part.substring(0, part.length() - 1);
      }
      if (!part.isEmpty()) {
        regions.add(new Region(kind, new Range(text.length(), text.length() + part.length())));
        text.append(part);
      }
    }
  }
}
