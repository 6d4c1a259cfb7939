package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.PythonPattern;
import io.kvlab.manifest.Shots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;

/** The shots that a question can have, in order. */
final class ShotSupply {
  /** The texts of the first {@code count} shots for a row, or all texts when there are fewer. */
  private interface Source {
    Taken take(Row row, int count);
  }

  /**
   * @param available how many shots there are for the row, counted up to the number asked for
   */
  private record Taken(List<ShotText> texts, int available) {}

  private final Dataset dataset;
  private final Source source;

  private ShotSupply(Dataset dataset, Source source) {
    this.dataset = dataset;
    this.source = source;
  }

  /**
   * The supply of a dataset.
   *
   * @param rows gives the rows of a split
   * @param text gives the text of a file
   */
  static ShotSupply of(
      Dataset dataset, Function<String, List<Row>> rows, Function<DataFile, String> text) {
    Templates templates = new Templates(dataset);
    Shots shots = dataset.shots();
    if (shots instanceof Shots.Listed listed) {
      List<ShotText> all = listed.values().stream().map(templates::shot).toList();
      return new ShotSupply(dataset, (row, count) -> firstOf(all, count));
    }
    if (shots instanceof Shots.FromRow fromRow) {
      return new ShotSupply(
          dataset,
          (row, count) ->
              firstOf(row.texts(fromRow.path()).stream().map(ShotText::whole).toList(), count));
    }
    if (shots instanceof Shots.FromSplit fromSplit) {
      List<Row> all = rows.apply(fromSplit.split());
      return new ShotSupply(
          dataset,
          (row, count) -> {
            List<Row> found = matching(dataset, fromSplit, templates, all, row, count);
            return new Taken(templates.shots(found), found.size());
          });
    }
    if (shots instanceof Shots.FromText fromText) {
      List<Piece> pieces = pieces(text.apply(fromText.file()), fromText.boundary());
      return new ShotSupply(dataset, (row, count) -> fromText(pieces, count));
    }
    return new ShotSupply(dataset, (row, count) -> new Taken(List.of(), 0));
  }

  private static Taken firstOf(List<ShotText> all, int count) {
    List<ShotText> texts = all.subList(0, Math.min(count, all.size()));
    return new Taken(texts, texts.size());
  }

  private static List<Row> matching(
      Dataset dataset,
      Shots.FromSplit shots,
      Templates templates,
      List<Row> rows,
      Row asked,
      int count) {
    boolean own = shots.split().equals(dataset.evaluate());
    return rows.stream()
        .filter(row -> !own || row.index() != asked.index())
        .filter(
            row ->
                shots.match().isEmpty()
                    || templates
                        .value(row, shots.match().get())
                        .equals(templates.value(asked, shots.match().get())))
        .limit(count)
        .toList();
  }

  private record Piece(int shot, String text) {}

  private static List<Piece> pieces(String text, String boundary) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = PythonPattern.compile(boundary).matcher(text);
    int from = 0;
    int shot = 0;
    while (matcher.find()) {
      if (shot > 0) {
        pieces.add(new Piece(shot, text.substring(from, matcher.start())));
      }
      from = matcher.start();
      shot = matcher.groupCount() > 0 ? Integer.parseInt(matcher.group(1)) : pieces.size() + 1;
    }
    if (shot > 0) {
      pieces.add(new Piece(shot, text.substring(from)));
    }
    return pieces;
  }

  private static Taken fromText(List<Piece> pieces, int count) {
    List<String> texts = new ArrayList<>();
    pieces.stream().filter(p -> p.shot() <= count).forEach(p -> texts.add(p.text()));
    if (!texts.isEmpty()) {
      texts.set(texts.size() - 1, texts.get(texts.size() - 1).stripTrailing());
    }
    int available = (int) pieces.stream().mapToInt(Piece::shot).distinct().count();
    return new Taken(texts.stream().map(ShotText::whole).toList(), Math.min(count, available));
  }

  /**
   * The texts of the first {@code count} shots for a row, in the order of the prompt; a shot may
   * have several.
   */
  List<ShotText> take(Row row, int count) {
    if (count < 0) {
      throw KvlabException.usage("a prompt cannot have %d shots".formatted(count));
    }
    Taken taken = source.take(row, count);
    if (taken.available() < count && !dataset.shots().fewer()) {
      throw KvlabException.usage(
          "'%s' has %d shots for this question, not %d"
              .formatted(dataset.name(), taken.available(), count));
    }
    return taken.texts();
  }
}
