package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code text % values}. */
public final class PercentFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "(?s)%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\*|\\d{1,12})?(?:\\.(\\*|\\d{1,12})?)?[hlL]?(.)");
  private static final int MOST = 100_000_000;

  private final Meter meter;
  private final Value argument;
  private final List<Value> values;
  private final boolean markup;
  private int next;

  private PercentFormat(Meter meter, Value argument, boolean markup) {
    this.meter = meter;
    this.argument = argument;
    this.markup = markup;
    this.values = argument instanceof TupleValue tuple ? tuple.elements() : List.of(argument);
  }

  /** Formats. */
  public static Text apply(Meter meter, Text format, Value argument) {
    return new PercentFormat(meter, argument, format.markup()).format(format);
  }

  private Text format(Text format) {
    TextBuilder out = new TextBuilder(meter);
    Matcher match = DIRECTIVE.matcher(format.value());
    int from = 0;
    boolean mapped = false;
    for (int at = format.value().indexOf('%'); at >= 0; at = format.value().indexOf('%', from)) {
      out.append(format, from, at);
      if (!match.region(at, format.value().length()).lookingAt()) {
        throw TemplateException.runtime("incomplete format");
      }
      from = match.end();
      if (match.group(5).equals("%")) {
        out.append("%");
        continue;
      }
      mapped |= match.group(1) != null;
      out.append(directive(match));
    }
    out.append(format, from, format.value().length());
    boolean mapping =
        argument instanceof Dict
            || argument instanceof ListValue
            || argument instanceof Range
            || argument instanceof Undefined;
    if (!mapped && next < values.size() && !(mapping && next == 0)) {
      throw TemplateException.runtime("not all arguments converted during string formatting");
    }
    return out.toText(markup);
  }

  private Value take() {
    if (next >= values.size()) {
      throw TemplateException.runtime("not enough arguments for format string");
    }
    return values.get(next++);
  }

  private Value value(@Nullable String key) {
    if (key == null) {
      return take();
    }
    if (!(argument instanceof Dict dict)) {
      throw TemplateException.runtime("format requires a mapping");
    }
    return dict.find(meter, Text.of(key))
        .orElseThrow(() -> TemplateException.runtime("KeyError: " + Repr.quoted(key)));
  }

  private int size(@Nullable String digits, int none) {
    if (digits == null) {
      return none;
    }
    int size =
        digits.equals("*") ? Numbers.size(take()) : (int) Math.min(MOST, Long.parseLong(digits));
    return Math.min(MOST, size);
  }

  private Text directive(Matcher match) {
    String flags = match.group(2);
    int given = size(match.group(3), 0);
    boolean left = flags.contains("-") || given < 0;
    int width = Math.abs(given);
    boolean point = match.start(5) > 0 && match.group().contains(".");
    int precision = size(match.group(4), point && match.group(4) == null ? 0 : -1);
    meter.fits(width, Math.max(0, precision));
    Value value = value(match.group(1));
    char type = match.group(5).charAt(0);
    Text shown = shown(value, type, flags, precision);
    boolean zeros = flags.contains("0") && !left && "diuoxXeEfFgG".indexOf(type) >= 0;
    int gap = (int) Math.max(0, width - shown.length());
    int signs = zeros ? NumberText.prefix(shown.value()) : 0;
    TextBuilder padded = new TextBuilder(meter);
    padded.append(shown, 0, signs).append(Text.of(zeros ? "0" : " "), left ? 0 : gap);
    padded.append(shown, signs, shown.value().length());
    return padded.append(Text.of(" "), left ? gap : 0).toText();
  }

  private Text shown(Value value, char type, String flags, int precision) {
    char sign = flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-';
    FormatSpec spec =
        new FormatSpec(
            " ", "", sign, flags.contains("#"), 0, "", precision, Character.toString(type));
    return switch (type) {
      case 's', 'r', 'a' -> {
        Text text = type == 's' ? Repr.soft(meter, value) : Repr.repr(meter, value);
        Text safe = markup ? Html.escape(meter, text) : text;
        yield precision >= 0 && precision < safe.length()
            ? safe.sub(meter, 0, safe.offset(precision))
            : safe;
      }
      case 'c' -> character(value);
      case 'd', 'i', 'u' -> whole(spec, value, "d", precision);
      case 'x', 'X', 'o' -> {
        if (Numbers.integer(value).isEmpty()) {
          throw number(type, "an integer", value);
        }
        yield whole(spec, value, Character.toString(type), precision);
      }
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        if (!Numbers.isNumber(value)) {
          throw TemplateException.runtime("must be real number, not " + value.type());
        }
        yield Text.of(NumberText.floating(spec, Numbers.real(value)));
      }
      default -> throw TemplateException.runtime("unsupported format character '" + type + "'");
    };
  }

  private Text whole(FormatSpec spec, Value value, String type, int precision) {
    BigInteger number =
        value instanceof Real real && Double.isFinite(real.value())
            ? new BigDecimal(real.value()).toBigInteger()
            : Numbers.integer(value)
                .orElseThrow(() -> number(type.charAt(0), "a real number", value));
    String text =
        NumberText.whole(
            new FormatSpec(" ", "", spec.sign(), spec.alternate(), 0, "", -1, type), number);
    int signs = NumberText.prefix(text);
    int zeros = Math.max(0, precision - (text.length() - signs));
    return new TextBuilder(meter)
        .append(text.substring(0, signs))
        .append(Text.of("0"), zeros)
        .append(text.substring(signs))
        .toText();
  }

  private static TemplateException number(char type, String wanted, Value value) {
    return TemplateException.runtime(
        "%" + type + " format: " + wanted + " is required, not " + value.type());
  }

  private static Text character(Value value) {
    if (value instanceof Text text && text.length() == 1) {
      return text;
    }
    return Text.of(
        Character.toString(
            NumberText.codePoint(
                Numbers.integer(value)
                    .orElseThrow(() -> TemplateException.runtime("%c requires int or char")))));
  }
}
