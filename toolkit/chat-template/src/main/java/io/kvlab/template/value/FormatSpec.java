package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A format specification, {@code [[fill]align][sign][#][0][width][,][.precision][type]}.
 *
 * @param fill the code point that fills, as text
 * @param align {@code < > = ^} or empty
 * @param sign {@code +}, {@code -} or a blank
 * @param precision -1 where none is given
 * @param type a letter, or empty
 */
public record FormatSpec(
    String fill,
    String align,
    char sign,
    boolean alternate,
    int width,
    String grouping,
    int precision,
    String type) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?s)(?:(.)?([<>=^]))?([+ -])?(z)?(#)?(0)?(\\d{1,12})?([,_])?(?:\\.(\\d{1,12}))?(.)?");
  private static final int MOST = 100_000_000;

  /** Reads one. */
  public static FormatSpec of(String text) {
    Matcher match = GRAMMAR.matcher(text);
    if (!match.matches() || match.group(4) != null) {
      throw TemplateException.runtime("Invalid format specifier '" + text + "'");
    }
    boolean zero = match.group(6) != null;
    String align = match.group(2) == null ? zero ? "=" : "" : match.group(2);
    String fill = match.group(1) == null ? zero ? "0" : " " : match.group(1);
    return new FormatSpec(
        fill,
        align,
        match.group(3) == null ? '-' : match.group(3).charAt(0),
        match.group(5) != null,
        number(match.group(7), 0),
        match.group(8) == null ? "" : match.group(8),
        number(match.group(9), -1),
        match.group(10) == null ? "" : match.group(10));
  }

  private static int number(@Nullable String digits, int none) {
    return digits == null ? none : (int) Math.min(MOST, Long.parseLong(digits));
  }

  /** A value in this form. */
  public Text format(Meter meter, Value value) {
    meter.fits(width, Math.max(precision, 0));
    if (Numbers.isNumber(value)) {
      boolean floating = value instanceof Real || (!type.isEmpty() && "eEfFgG%".contains(type));
      String digits =
          floating
              ? NumberText.floating(this, Numbers.real(value))
              : NumberText.whole(this, Numbers.integer(value).orElseThrow());
      return pad(meter, Text.of(digits), ">");
    }
    if (value instanceof Text text) {
      return text(meter, text);
    }
    throw TemplateException.runtime(
        "unsupported format string passed to " + value.type() + ".__format__");
  }

  private Text text(Meter meter, Text text) {
    if (!type.isEmpty() && !type.equals("s")) {
      throw TemplateException.runtime(
          "Unknown format code '" + type + "' for object of type 'str'");
    }
    if (!grouping.isEmpty() || sign != '-' || alternate) {
      throw TemplateException.runtime("Cannot specify '" + grouping + "' with 's'.");
    }
    if (align.equals("=") && !fill.equals("0")) {
      throw TemplateException.runtime("'=' alignment not allowed in string format specifier");
    }
    Text shown =
        precision >= 0 && precision < text.length()
            ? text.sub(meter, 0, text.offset(precision))
            : text;
    return pad(meter, shown, "<");
  }

  private Text pad(Meter meter, Text text, String natural) {
    String way = align.isEmpty() || (align.equals("=") && natural.equals("<")) ? natural : align;
    int gap = (int) Math.max(0, width - text.length());
    int left = way.equals("<") ? 0 : way.equals("^") ? gap / 2 : gap;
    TextBuilder padded = new TextBuilder(meter);
    Text filling = Text.of(fill);
    int signs = way.equals("=") ? NumberText.prefix(text.value()) : 0;
    padded.append(text, 0, signs).append(filling, left);
    padded.append(text, signs, text.value().length());
    return padded.append(filling, gap - left).toText();
  }
}
