package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Python's json.dumps.
 *
 * @param indent what one level is indented by; with {@code lines} false, nothing
 * @param lines whether elements stand on lines of their own
 */
public record Json(
    boolean ascii, boolean lines, String indent, String comma, String colon, boolean sorted) {

  /** The JSON of a value. */
  public Text write(Meter meter, Value value) {
    TextBuilder out = new TextBuilder(meter);
    write(meter, out, value, 0);
    return out.toText();
  }

  private void write(Meter meter, TextBuilder out, Value value, int depth) {
    Meter.depth(depth);
    meter.step();
    if (value instanceof Text text) {
      string(meter, out, text.value());
    } else if (value instanceof Dict dict) {
      object(meter, out, dict, depth);
    } else if (value instanceof ListValue || value instanceof TupleValue) {
      array(meter, out, ((Sequence) value).elements(), depth);
    } else {
      out.append(scalar(value));
    }
  }

  private static String scalar(Value value) {
    if (value == None.NONE) {
      return "null";
    }
    if (value instanceof Bool bool) {
      return bool.truth() ? "true" : "false";
    }
    if (value instanceof Int number) {
      return Repr.decimal(number);
    }
    if (value instanceof Real real) {
      double number = real.value();
      return Double.isNaN(number)
          ? "NaN"
          : Double.isInfinite(number)
              ? number > 0 ? "Infinity" : "-Infinity"
              : FloatText.of(number);
    }
    throw TemplateException.runtime("Object of type " + value.type() + " is not JSON serializable");
  }

  private void array(Meter meter, TextBuilder out, List<Value> elements, int depth) {
    out.append("[");
    for (int i = 0; i < elements.size(); i++) {
      between(out, i, depth + 1);
      write(meter, out, elements.get(i), depth + 1);
    }
    end(out, elements.isEmpty(), depth);
    out.append("]");
  }

  private void object(Meter meter, TextBuilder out, Dict dict, int depth) {
    List<Integer> order = new ArrayList<>();
    List<Value> keys = dict.keys();
    List<Value> values = dict.values();
    for (int i = 0; i < keys.size(); i++) {
      order.add(i);
    }
    if (sorted) {
      order.sort(Comparator.comparing(keys::get, (a, b) -> Comparison.order(meter, a, b)));
    }
    out.append("{");
    int written = 0;
    for (int i : order) {
      between(out, written++, depth + 1);
      string(meter, out, key(keys.get(i)));
      out.append(colon);
      write(meter, out, values.get(i), depth + 1);
    }
    end(out, keys.isEmpty(), depth);
    out.append("}");
  }

  private static String key(Value key) {
    if (key instanceof Text text) {
      return text.value();
    }
    if (key == None.NONE || Numbers.isNumber(key)) {
      return scalar(key);
    }
    throw TemplateException.runtime(
        "keys must be str, int, float, bool or None, not " + key.type());
  }

  private void between(TextBuilder out, int before, int depth) {
    if (before > 0) {
      out.append(comma);
    }
    line(out, depth);
  }

  private void end(TextBuilder out, boolean empty, int depth) {
    if (!empty) {
      line(out, depth);
    }
  }

  private void line(TextBuilder out, int depth) {
    if (lines) {
      out.append("\n").append(Text.of(indent), depth);
    }
  }

  private void string(Meter meter, TextBuilder out, String text) {
    meter.fits(out.length(), text.length());
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> {
          if (c < 0x20 || (ascii && c > 0x7e)) {
            String hex = Integer.toHexString(c);
            quoted.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
          } else {
            quoted.append(c);
          }
        }
      }
    }
    out.append(quoted.append('"').toString());
  }
}
