package io.kvlab.report.chart;

import io.kvlab.report.table.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Texts side by side, each token shaded by a share.
 *
 * @param title what is shown
 * @param caption how to read it
 * @param columns the texts
 */
public record TokenMap(String title, String caption, List<Column> columns) {
  private static final double SIZE = 11;
  private static final double LETTER = SIZE * 0.605;
  private static final double LINE = 16;
  private static final double EDGE = 20;
  private static final double GAP = 18;

  /** Shares from which the letters take the colour of the ground. */
  private static final double INVERTED = 0.78;

  /**
   * @param title for instance policy and ratio
   * @param tokens the text, piece by piece
   * @param shares 0..1 per token
   */
  public record Column(String title, List<String> tokens, double[] shares) {
    public Column {
      if (tokens.size() != shares.length) {
        throw new IllegalArgumentException(
            tokens.size() + " tokens cannot have " + shares.length + " shares");
      }
      tokens = List.copyOf(tokens);
    }
  }

  public TokenMap {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a token map has at least one text");
    }
    columns = List.copyOf(columns);
  }

  /** A token's place: character column and line of its text. */
  private record Placed(String text, int column, int line, double share) {}

  /** A standalone SVG document. */
  public String svg() {
    SvgCanvas canvas = new SvgCanvas(ChartPainter.WIDTH, height(), title, caption);
    paint(canvas);
    return canvas.finish();
  }

  /** A PNG file; parameters as {@link Charts#png}. */
  public byte[] png(double scale, boolean dark) {
    ImageCanvas canvas = new ImageCanvas(ChartPainter.WIDTH, height(), scale, dark);
    paint(canvas);
    return canvas.finish();
  }

  /**
   * On the ground of the page, as the scale below it; words stay whole where the page breaks them.
   */
  private static final String TEXT =
      "<pre style=\"white-space:pre-wrap;word-break:normal;overflow-wrap:break-word;font-size:12px;"
          + "line-height:1.5;margin:0;background:transparent;color:inherit\">";

  /** The same as elements of a page; a token tells its share where the pointer rests. */
  public String html(String id) {
    StringBuilder out = new StringBuilder();
    out.append("<div id=\"").append(id).append("\" class=\"kvlab-figure\">");
    out.append("<div style=\"display:grid;gap:18px;grid-auto-flow:column;overflow-x:auto;");
    out.append("grid-auto-columns:minmax(230px,1fr);align-items:start\">\n");
    for (Column column : columns) {
      out.append("<div style=\"min-width:0\"><strong>");
      out.append(Plain.html(column.title())).append("</strong>").append(TEXT);
      for (int i = 0; i < column.tokens().size(); i++) {
        double share = column.shares()[i];
        out.append(
            String.format(
                Locale.ROOT,
                "<span style=\"background:rgba(46,134,200,%.2f)%s\" title=\"token %d: kept %.0f %%\">",
                share,
                share >= INVERTED ? ";color:#ffffff" : "",
                i,
                100 * share));
        out.append(Plain.html(column.tokens().get(i))).append("</span>");
      }
      out.append("</pre></div>\n");
    }
    return out.append("</div>\n").append(scale()).append("</div>\n").toString();
  }

  private static String scale() {
    StringBuilder out = new StringBuilder("<div style=\"margin-top:8px;font-size:12px\">");
    out.append("evicted everywhere <span style=\"white-space:nowrap\">");
    for (int i = 0; i <= 10; i++) {
      out.append(
          "<span style=\"padding:0 8px;background:rgba(46,134,200,%s)\"></span>"
              .formatted(i / 10.0));
    }
    return out.append("</span> kept by every head of every layer</div>\n").toString();
  }

  private double columnWidth() {
    return (ChartPainter.WIDTH - 2 * EDGE - GAP * (columns.size() - 1)) / columns.size();
  }

  private double top() {
    return EDGE + 24 * titleLines().size() + 12;
  }

  private List<String> titleLines() {
    return TextWidth.wrap(title, 18, ChartPainter.WIDTH - 2 * EDGE);
  }

  private List<String> captionLines() {
    return TextWidth.wrap(caption, ChartPainter.LABEL, ChartPainter.WIDTH - 2 * EDGE);
  }

  private double height() {
    int lines = 0;
    for (Column column : columns) {
      List<Placed> placed = flow(column);
      lines = Math.max(lines, placed.isEmpty() ? 0 : placed.get(placed.size() - 1).line() + 1);
    }
    return Math.ceil(top() + 22 + lines * LINE + 46 + captionLines().size() * 17 + EDGE);
  }

  private void paint(Canvas canvas) {
    canvas.rect(0, 0, ChartPainter.WIDTH, height(), Ink.GROUND);
    double y = EDGE + 16;
    for (String line : titleLines()) {
      canvas.text(line, EDGE, y, Canvas.Type.of(Ink.TEXT, 17, Canvas.Anchor.START).heavier());
      y += 24;
    }
    for (int i = 0; i < columns.size(); i++) {
      paint(canvas, columns.get(i), EDGE + i * (columnWidth() + GAP));
    }
    double bottom = height() - EDGE - captionLines().size() * 17 - 24;
    scale(canvas, bottom);
    y = height() - EDGE - captionLines().size() * 17 + 12;
    for (String line : captionLines()) {
      canvas.text(
          line, EDGE, y, Canvas.Type.of(Ink.MUTED, ChartPainter.LABEL, Canvas.Anchor.START));
      y += 17;
    }
  }

  private void paint(Canvas canvas, Column column, double left) {
    Canvas.Type heading = Canvas.Type.of(Ink.TEXT, 12.5, Canvas.Anchor.START).heavier();
    canvas.text(TextWidth.fit(column.title(), 13, columnWidth()), left, top() + 4, heading);
    List<Placed> runs = runs(flow(column));
    for (Placed run : runs) {
      if (run.share() > 0) {
        double width = run.text().length() * LETTER;
        canvas.rect(
            left + run.column() * LETTER,
            top() + 16 + run.line() * LINE,
            width,
            LINE - 1.5,
            Ink.series(0).at(run.share()));
      }
    }
    for (Placed run : runs) {
      Ink ink = run.share() >= INVERTED ? Ink.GROUND : run.share() > 0 ? Ink.TEXT : Ink.MUTED;
      Canvas.Type type = Canvas.Type.of(ink, SIZE, Canvas.Anchor.START).monospaced();
      if (!run.text().isBlank()) {
        double y = top() + 16 + run.line() * LINE + 11;
        canvas.text(run.text(), left + run.column() * LETTER, y, type);
      }
    }
  }

  /** Neighbours of one line that are shaded alike, as one piece: a smaller picture. */
  private static List<Placed> runs(List<Placed> tokens) {
    List<Placed> runs = new ArrayList<>();
    for (Placed token : tokens) {
      Placed last = runs.isEmpty() ? token : runs.get(runs.size() - 1);
      boolean joins =
          !runs.isEmpty()
              && last.line() == token.line()
              && Math.abs(last.share() - token.share()) < 0.005
              && last.column() + last.text().length() == token.column();
      if (joins) {
        runs.set(
            runs.size() - 1,
            new Placed(last.text() + token.text(), last.column(), last.line(), last.share()));
      } else {
        runs.add(token);
      }
    }
    return runs;
  }

  private static void scale(Canvas canvas, double y) {
    Canvas.Type type = Canvas.Type.of(Ink.MUTED, 11, Canvas.Anchor.START);
    canvas.text("evicted everywhere", EDGE, y + 10, type);
    double left = EDGE + 126;
    for (int i = 0; i < 11; i++) {
      canvas.rect(left + i * 16, y, 16, 13, Ink.series(0).at(i / 10.0));
    }
    canvas.text("kept by every head of every layer", left + 184, y + 10, type);
  }

  /**
   * How long the word is that begins with {@code piece} of token {@code i}, over the tokens behind
   * it; 0 inside of a word and for one that fits no line.
   */
  private int word(List<String> tokens, int i, String piece) {
    String before = i == 0 ? " " : tokens.get(i - 1);
    boolean begins =
        Character.isWhitespace(piece.charAt(0))
            || before.isEmpty()
            || Character.isWhitespace(before.charAt(before.length() - 1));
    if (!begins || piece.stripTrailing().length() < piece.length()) {
      return 0;
    }
    int length = piece.length();
    for (int next = i + 1; next < tokens.size(); next++) {
      String token = tokens.get(next);
      int end = 0;
      while (end < token.length() && !Character.isWhitespace(token.charAt(end))) {
        end++;
      }
      length += end;
      if (end < token.length() || token.isEmpty()) {
        break;
      }
    }
    return length <= columnWidth() / LETTER ? length : 0;
  }

  /** Breaks a text into lines of whole words; a line end shows as a sign. */
  private List<Placed> flow(Column column) {
    int room = Math.max(8, (int) (columnWidth() / LETTER));
    List<Placed> placed = new ArrayList<>();
    int at = 0;
    int line = 0;
    for (int i = 0; i < column.tokens().size(); i++) {
      String token = Plain.text(column.tokens().get(i)).replace("\t", "⇥");
      double share = column.shares()[i];
      int from = 0;
      while (from < token.length()) {
        int end = token.indexOf('\n', from);
        String piece = end < 0 ? token.substring(from) : token.substring(from, end) + "↵";
        from = end < 0 ? token.length() : end + 1;
        while (!piece.isEmpty()) {
          if (at > 0 && at + Math.max(piece.length(), word(column.tokens(), i, piece)) > room) {
            at = 0;
            line++;
          }
          String fitting = piece.length() > room ? piece.substring(0, room) : piece;
          placed.add(new Placed(fitting, at, line, share));
          at += fitting.length();
          piece = piece.substring(fitting.length());
        }
        if (end >= 0) {
          at = 0;
          line++;
        }
      }
    }
    return placed;
  }
}
