package io.kvlab.report.chart;

import io.kvlab.report.table.Plain;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Writes SVG. Colours stand as attributes for light ground; a style sheet replaces them where the
 * reader's system is dark, so that viewers without style sheets still show a correct picture.
 */
final class SvgCanvas implements Canvas {
  private final StringBuilder out = new StringBuilder();
  private String group = ""; // style of the texts that are being written

  SvgCanvas(double width, double height, String title, String description) {
    append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\""
            + " role=\"img\" font-family=\"system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif\">\n",
        number(width), number(height), number(width), number(height));
    append("<title>%s</title>\n", Plain.html(title));
    append("<desc>%s</desc>\n", Plain.html(description));
    out.append("<style>@media (prefers-color-scheme: dark){");
    for (Ink ink : Ink.themed()) {
      append(
          ".kv-f-%s{fill:%s}.kv-s-%s{stroke:%s}", ink.role(), ink.dark(), ink.role(), ink.dark());
    }
    out.append("}</style>\n");
  }

  @Override
  public void rect(double x, double y, double width, double height, Ink fill) {
    append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"%s/>\n",
        number(x), number(y), number(width), number(height), paint("fill", fill));
  }

  @Override
  public void polyline(double[] x, double[] y, Stroke stroke) {
    append(
        "<polyline points=\"%s\" fill=\"none\"%s stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n",
        points(x, y),
        paint("stroke", stroke.ink()),
        number(stroke.width()),
        stroke.dashed() ? " stroke-dasharray=\"5 4\"" : "");
  }

  @Override
  public void polygon(double[] x, double[] y, Ink fill) {
    append("<polygon points=\"%s\"%s/>\n", points(x, y), paint("fill", fill));
  }

  @Override
  public void text(String text, double x, double y, Type type) {
    String turn =
        type.degrees() == 0
            ? ""
            : " transform=\"rotate(%s %s %s)\""
                .formatted(number(type.degrees()), number(x), number(y));
    String anchor =
        switch (type.anchor()) {
          case START -> "";
          case MIDDLE -> " text-anchor=\"middle\"";
          case END -> " text-anchor=\"end\"";
        };
    String style =
        " font-size=\"%s\"%s%s%s"
            .formatted(
                number(type.size()),
                switch (type.style()) {
                  case PLAIN -> "";
                  case BOLD -> " font-weight=\"600\"";
                  case MONOSPACED ->
                      " font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\"";
                },
                anchor,
                paint("fill", type.ink()));
    if (!style.equals(group)) {
      endGroup();
      out.append("<g").append(style).append(">\n");
      group = style;
    }
    String line = Plain.line(text);
    // browsers do not take it from the group
    boolean blanks = !line.equals(line.strip()) || line.contains("  ");
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%s\" y=\"%s\"%s%s>%s</text>\n",
            number(x),
            number(y),
            turn,
            blanks ? " xml:space=\"preserve\"" : "",
            Plain.html(line)));
  }

  /** Texts of one style that follow each other share a group. */
  private void endGroup() {
    if (!group.isEmpty()) {
      out.append("</g>\n");
      group = "";
    }
  }

  @Override
  public void image(BufferedImage image, double x, double y, double width, double height) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    append(
        "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\""
            + " style=\"image-rendering:pixelated\" href=\"data:image/png;base64,%s\"/>\n",
        number(x),
        number(y),
        number(width),
        number(height),
        Base64.getEncoder().encodeToString(png.toByteArray()));
  }

  /** The whole document. */
  String finish() {
    endGroup();
    return out + "</svg>\n";
  }

  private static String paint(String property, Ink ink) {
    String role =
        ink.role().isEmpty() ? "" : " class=\"kv-%s-%s\"".formatted(property.charAt(0), ink.role());
    String opacity =
        ink.opacity() < 1 ? " %s-opacity=\"%s\"".formatted(property, number(ink.opacity())) : "";
    return role + " " + property + "=\"" + ink.light() + "\"" + opacity;
  }

  private static String points(double[] x, double[] y) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
    }
    return points.toString();
  }

  private static String number(double value) {
    double rounded = Math.rint(value * 100) / 100;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  private void append(String pattern, Object... values) {
    endGroup();
    out.append(String.format(Locale.ROOT, pattern, values));
  }
}
