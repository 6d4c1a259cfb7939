package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in the forms of a {@link FormatSpec}, without padding. */
final class NumberText {
  private static final int DIGITS = 6;

  private NumberText() {}

  /** How many chars of a number's text stand before its digits: sign and base. */
  static int prefix(String number) {
    int at = !number.isEmpty() && "+- ".indexOf(number.charAt(0)) >= 0 ? 1 : 0;
    boolean base =
        number.length() > at + 1
            && number.charAt(at) == '0'
            && "xXobB".indexOf(number.charAt(at + 1)) >= 0;
    return base ? at + 2 : at;
  }

  static String whole(FormatSpec spec, BigInteger number) {
    String magnitude =
        switch (spec.type()) {
          case "", "d", "n" -> Repr.decimal(new Int(number.abs())).replace("-", "");
          case "x" -> (spec.alternate() ? "0x" : "") + number.abs().toString(16);
          case "X" -> (spec.alternate() ? "0X" : "") + CodePoints.upper(number.abs().toString(16));
          case "o" -> (spec.alternate() ? "0o" : "") + number.abs().toString(8);
          case "b" -> (spec.alternate() ? "0b" : "") + number.abs().toString(2);
          case "c" -> Character.toString(codePoint(number));
          default ->
              throw TemplateException.runtime(
                  "Unknown format code '" + spec.type() + "' for object of type 'int'");
        };
    if (spec.precision() >= 0) {
      throw TemplateException.runtime("Precision not allowed in integer format specifier");
    }
    return sign(spec, number.signum() < 0)
        + (spec.type().equals("c") ? magnitude : grouped(spec, magnitude));
  }

  static int codePoint(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 21 || number.intValue() > 0x10ffff) {
      throw TemplateException.runtime("%c arg not in range(0x110000)");
    }
    return number.intValue();
  }

  static String floating(FormatSpec spec, double number) {
    boolean negative = number < 0 || (number == 0 && 1 / number < 0);
    double size = Math.abs(number);
    boolean capitals = !spec.type().isEmpty() && "EFG".contains(spec.type());
    String text;
    if (!Double.isFinite(size)) {
      text = (Double.isNaN(size) ? "nan" : "inf") + (spec.type().equals("%") ? "%" : "");
      negative = number < 0;
    } else {
      text =
          switch (spec.type()) {
            case "" -> spec.precision() < 0 ? FloatText.of(size) : general(spec, size, true);
            case "e", "E" -> scientific(size, digits(spec), spec.alternate());
            case "f", "F" ->
                fixed(size, digits(spec)) + (spec.alternate() && digits(spec) == 0 ? "." : "");
            case "%" -> fixed(size * 100, digits(spec)) + "%";
            case "g", "G", "n" -> general(spec, size, false);
            default ->
                throw TemplateException.runtime(
                    "Unknown format code '" + spec.type() + "' for object of type 'float'");
          };
    }
    String shown = capitals ? CodePoints.upper(text) : text;
    return sign(spec, negative) + grouped(spec, shown);
  }

  private static int digits(FormatSpec spec) {
    return spec.precision() < 0 ? DIGITS : spec.precision();
  }

  private static String fixed(double size, int digits) {
    return new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String scientific(double size, int digits, boolean point) {
    BigDecimal exact = new BigDecimal(size);
    BigDecimal rounded = exact.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = size == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String all = rounded.unscaledValue().toString();
    String padded =
        all.length() > digits
            ? all.substring(0, digits + 1)
            : all + "0".repeat(digits + 1 - all.length());
    return padded.charAt(0)
        + (digits > 0 || point ? "." : "")
        + padded.substring(1)
        + FloatText.exponent(exponent);
  }

  private static String general(FormatSpec spec, double size, boolean keepPoint) {
    int digits = Math.max(1, digits(spec));
    BigDecimal rounded =
        new BigDecimal(size).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = size == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    int limit = keepPoint ? digits - 1 : digits;
    if (exponent < -4 || exponent >= Math.max(limit, keepPoint ? 1 : 0)) {
      String text = scientific(size, digits - 1, spec.alternate());
      int e = text.indexOf('e');
      return (spec.alternate() ? text.substring(0, e) : trimmed(text.substring(0, e)))
          + text.substring(e);
    }
    String text = fixed(rounded.doubleValue(), Math.max(0, digits - 1 - exponent));
    String shown = spec.alternate() ? text + (text.indexOf('.') < 0 ? "." : "") : trimmed(text);
    return keepPoint && shown.indexOf('.') < 0 ? shown + ".0" : shown;
  }

  private static String trimmed(String text) {
    return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private static String sign(FormatSpec spec, boolean negative) {
    return negative ? "-" : spec.sign() == '-' ? "" : Character.toString(spec.sign());
  }

  private static String grouped(FormatSpec spec, String text) {
    if (spec.grouping().isEmpty()) {
      return text;
    }
    int prefix = prefix(text);
    int every = prefix > 0 || "xXob".contains(spec.type().isEmpty() ? "d" : spec.type()) ? 4 : 3;
    int end = prefix;
    while (end < text.length()
        && Character.isLetterOrDigit(text.charAt(end))
        && text.charAt(end) != 'e') {
      end++;
    }
    StringBuilder grouped = new StringBuilder(text.substring(0, end));
    for (int at = end - every; at > prefix; at -= every) {
      grouped.insert(at, spec.grouping());
    }
    return grouped + text.substring(end);
  }
}
