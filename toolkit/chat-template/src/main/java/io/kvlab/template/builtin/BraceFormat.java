package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.FormatSpec;
import io.kvlab.template.value.Html;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.Value;
import java.math.BigInteger;
import java.util.function.Function;

/** str.format, reaching attributes as the sandbox allows. */
final class BraceFormat {
  private final Meter meter;
  private final Arguments arguments;
  private final Function<String, Value> named;
  private int automatic;
  private boolean numbered;

  private BraceFormat(Meter meter, Arguments arguments, Function<String, Value> named) {
    this.meter = meter;
    this.arguments = arguments;
    this.named = named;
  }

  static Text apply(Meter meter, Text format, Arguments arguments) {
    Function<String, Value> named =
        name -> {
          Value value = arguments.named().get(name);
          if (value == null) {
            throw TemplateException.runtime("KeyError: " + Repr.quoted(name));
          }
          return value;
        };
    return new BraceFormat(meter, arguments, named).whole(format);
  }

  static Text applyMap(Meter meter, Text format, Value mapping) {
    Function<String, Value> named =
        name ->
            mapping
                .item(meter, Text.of(name))
                .orElseThrow(() -> TemplateException.runtime("KeyError: " + Repr.quoted(name)));
    return new BraceFormat(meter, Arguments.NONE, named).whole(format);
  }

  private Text whole(Text format) {
    return format(format, 2).toText(format.markup());
  }

  private TextBuilder format(Text format, int depth) {
    if (depth < 0) {
      throw TemplateException.runtime("Max string recursion exceeded");
    }
    TextBuilder out = new TextBuilder(meter);
    String chars = format.value();
    int from = 0;
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (c != '{' && c != '}') {
        continue;
      }
      out.append(format, from, i);
      if (chars.startsWith(Character.toString(c), i + 1)) {
        out.append(Character.toString(c));
        i++;
      } else if (c == '}') {
        throw TemplateException.runtime("Single '}' encountered in format string");
      } else {
        int end = fieldEnd(chars, i + 1);
        out.append(field(chars.substring(i + 1, end), format.markup(), depth));
        i = end;
      }
      from = i + 1;
    }
    return out.append(format, from, chars.length());
  }

  private static int fieldEnd(String chars, int from) {
    int open = 1;
    for (int i = from; i < chars.length(); i++) {
      open += chars.charAt(i) == '{' ? 1 : chars.charAt(i) == '}' ? -1 : 0;
      if (open == 0) {
        return i;
      }
    }
    throw TemplateException.runtime(
        from == chars.length()
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  private Text field(String field, boolean markup, int depth) {
    int end = nameEnd(field);
    String conversion = "";
    int colon = end;
    if (end < field.length() && field.charAt(end) == '!') {
      colon = field.indexOf(':', end) < 0 ? field.length() : field.indexOf(':', end);
      conversion = field.substring(end + 1, colon);
    }
    Value value = converted(value(field.substring(0, end)), conversion);
    String spec = colon < field.length() ? field.substring(colon + 1) : "";
    if (spec.indexOf('{') >= 0) {
      spec = format(Text.of(spec), depth - 1).toText().value();
    }
    if (spec.isEmpty()) {
      Text shown = Repr.soft(meter, value);
      return markup ? Html.escape(meter, shown) : shown.as(false);
    }
    if (value instanceof Text text && text.markup()) {
      throw TemplateException.runtime("Unsupported format specification for Markup.");
    }
    Text shown = FormatSpec.of(spec).format(meter, value);
    return markup ? Html.escape(meter, shown) : shown;
  }

  // A name ends at '!' or ':' outside of brackets.
  private static int nameEnd(String field) {
    boolean bracket = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      bracket = c == '[' || bracket && c != ']';
      if (!bracket && (c == '!' || c == ':')) {
        return i;
      }
    }
    return field.length();
  }

  private Value converted(Value value, String conversion) {
    return switch (conversion) {
      case "" -> value;
      case "s" -> Repr.str(meter, value);
      case "r" -> Repr.repr(meter, value);
      default ->
          throw TemplateException.runtime("Unknown conversion specifier '" + conversion + "'");
    };
  }

  private Value value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Value value = first(path.substring(0, end));
    while (end < path.length()) {
      boolean item = path.charAt(end) == '[';
      int from = end + 1;
      end = item ? path.indexOf(']', from) : from;
      if (end < 0) {
        throw TemplateException.runtime("Missing ']' in format string");
      }
      while (!item && end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
        end++;
      }
      String name = path.substring(from, end);
      if (name.isEmpty()) {
        throw TemplateException.runtime("Empty attribute in format string");
      }
      value =
          item
              ? Access.item(meter, value, isNumber(name) ? number(name) : Text.of(name))
              : Access.attribute(meter, value, name);
      end += item ? 1 : 0;
    }
    return value;
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty()
        && name.length() < 12
        && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Int number(String digits) {
    return new Int(new BigInteger(digits));
  }

  private Value first(String name) {
    if (!name.isEmpty() && !isNumber(name)) {
      return named.apply(name);
    }
    boolean manual = !name.isEmpty();
    if (manual ? automatic > 0 : numbered) {
      throw TemplateException.runtime(
          "cannot switch between automatic field numbering and manual field specification");
    }
    numbered |= manual;
    long index = manual ? Long.parseLong(name) : automatic++;
    if (index >= arguments.positional().size()) {
      throw TemplateException.runtime(
          "Replacement index " + index + " out of range for positional args tuple");
    }
    return arguments.positional().get((int) index);
  }
}
