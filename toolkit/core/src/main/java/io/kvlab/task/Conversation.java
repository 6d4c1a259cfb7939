package io.kvlab.task;

import io.kvlab.KvlabException;
import io.kvlab.model.Range;
import io.kvlab.template.Marked;
import io.kvlab.template.Rendering;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prompt as messages, and as the text that a template writes of them, with the prompt's regions
 * found again in it.
 */
final class Conversation {
  /** A region's part of a message. */
  private record Place(Region.Kind kind, int region, int message, Range chars) {}

  private final Prompt prompt;
  private final List<Message> messages = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private String role = "";
  private final StringBuilder open = new StringBuilder();

  private Conversation(Prompt prompt) {
    this.prompt = prompt;
  }

  /**
   * A prompt as messages. Its system text becomes the system message, stripped; so does, as it
   * stands, an instruction that is a paragraph of its own in front of shots or question. All else
   * is one message of the user, or with {@code turns} each shot a turn of user and assistant.
   */
  static Conversation of(Prompt prompt, boolean turns) {
    Conversation conversation = new Conversation(prompt);
    List<Region> regions = prompt.regions();
    boolean document = !prompt.spans(Region.Kind.CONTEXT).isEmpty();
    int shot = 0;
    for (int i = 0; i < regions.size(); i++) {
      Region region = regions.get(i);
      String text = conversation.text(region.chars());
      if (region.kind() == Region.Kind.SYSTEM && i == 0) {
        conversation.add(Message.SYSTEM, region, i, text.strip());
      } else if (region.kind() == Region.Kind.INSTRUCTION
          && i == 0
          && !document
          && text.endsWith("\n\n")) {
        conversation.add(Message.SYSTEM, region, i, text);
      } else if (region.kind() == Region.Kind.SHOT && turns) {
        conversation.turn(region, i, shot++);
      } else {
        conversation.add(Message.USER, region, i, text);
      }
    }
    conversation.close();
    return conversation;
  }

  List<Message> messages() {
    return List.copyOf(messages);
  }

  private String text(Range chars) {
    return prompt.text().substring(chars.from(), chars.to());
  }

  private void turn(Region region, int index, int shot) {
    if (prompt.answers().size() <= shot) {
      throw KvlabException.usage(
          "The shots of this task are whole texts, not questions with answers; leave 'as turns' out.");
    }
    Range answer = prompt.answers().get(shot);
    String question = text(new Range(region.chars().from(), answer.from()));
    String answered = text(answer).stripTrailing();
    boolean blank = answered.startsWith(" ") && !answered.startsWith("  ");
    close();
    add(Message.USER, region, index, question);
    close();
    add(Message.ASSISTANT, region, index, blank ? answered.substring(1) : answered);
    close();
  }

  private void add(String as, Region region, int index, String text) {
    if (!role.equals(as)) {
      close();
      role = as;
    }
    places.add(
        new Place(
            region.kind(),
            index,
            messages.size(),
            new Range(open.length(), open.length() + text.length())));
    open.append(text);
  }

  private void close() {
    if (!role.isEmpty()) {
      messages.add(new Message(role, open.toString()));
      open.setLength(0);
      role = "";
    }
  }

  /** The prompt as the template writes it. */
  Prompt written(ModelChat chat, ChatUse use) {
    List<Map<String, Object>> marked = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", messages.get(i).role());
      message.put("content", new Marked(i, messages.get(i).content()));
      marked.add(message);
    }
    Rendering rendering = chat.render(marked, use.variables(), use.date());
    return new Prompt(
        prompt.id(), rendering.text(), regions(rendering), prompt.gold(), List.of(), true);
  }

  // Regions tile the text: what the template writes in front of the first is START, what it writes
  // behind one belongs to that one.
  private List<Region> regions(Rendering rendering) {
    List<Region> found = new ArrayList<>();
    int last = -1;
    for (Place place : places) {
      Optional<Range> chars = find(rendering, place);
      if (chars.isEmpty()) {
        continue;
      }
      Range span = chars.get();
      if (last == place.region()) {
        continue;
      }
      int from = found.isEmpty() ? beforeBlank(rendering.text(), span.from()) : span.from();
      if (found.isEmpty() && from > 0) {
        found.add(new Region(Region.Kind.START, new Range(0, from)));
      } else if (!found.isEmpty()) {
        Region before = found.remove(found.size() - 1);
        if (from <= before.chars().from()) {
          throw lost();
        }
        found.add(new Region(before.kind(), new Range(before.chars().from(), from)));
      }
      found.add(new Region(place.kind(), new Range(from, Math.max(from + 1, span.to()))));
      last = place.region();
    }
    int end = rendering.text().length();
    if (found.isEmpty()) {
      return end == 0 ? List.of() : List.of(new Region(Region.Kind.START, new Range(0, end)));
    }
    Region tail = found.remove(found.size() - 1);
    found.add(new Region(tail.kind(), new Range(tail.chars().from(), end)));
    return found;
  }

  // A blank at the end of opening marks goes to what follows: many tokenizers make one token of it
  // and the next word.
  private static int beforeBlank(String text, int from) {
    return from > 0 && text.charAt(from - 1) == ' ' ? from - 1 : from;
  }

  // Where a place came to stand; empty where it is nothing but white space.
  private Optional<Range> find(Rendering rendering, Place place) {
    String content = messages.get(place.message()).content();
    Range chars = place.chars();
    if (content.substring(chars.from(), chars.to()).isBlank()) {
      return Optional.empty();
    }
    Rendering.Piece piece =
        rendering
            .find(new Marked(place.message(), content), chars.from(), chars.to())
            .orElseThrow(Conversation::lost);
    int shift = piece.from() - piece.source();
    int end = piece.source() + piece.to() - piece.from();
    return Optional.of(
        new Range(
            Math.max(piece.source(), chars.from()) + shift, Math.min(end, chars.to()) + shift));
  }

  private static KvlabException lost() {
    return KvlabException.usage(
        "The chat template rewrites or leaves out parts of the conversation, so that shots and question cannot be found in what it writes; say 'chat off', or name another template with chat \"FILE.jinja\".");
  }
}
