package io.kvlab.template.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Python's str() and repr(). */
public final class Repr {
  private final TextBuilder out;
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Meter meter;

  private Repr(Meter meter) {
    this.meter = meter;
    this.out = new TextBuilder(meter);
  }

  /** What printing a value gives: a text is itself, with its marks; undefined is nothing. */
  public static Text str(Meter meter, Value value) {
    if (value instanceof Text text) {
      return text.as(false);
    }
    return value instanceof Undefined ? Text.EMPTY : repr(meter, value);
  }

  /** Like {@link #str}, but Markup stays Markup. */
  public static Text soft(Meter meter, Value value) {
    return value instanceof Text text ? text : str(meter, value);
  }

  /** The value as a program would write it. */
  public static Text repr(Meter meter, Value value) {
    Repr repr = new Repr(meter);
    repr.write(value, 0);
    return repr.out.toText();
  }

  /** The repr of a small value, for messages. */
  static String brief(Value value) {
    if (value instanceof Int number) {
      return number.value().bitLength() < 64 ? number.value().toString() : "int";
    }
    return value instanceof Text text ? quoted(text.value()) : value.type();
  }

  private void write(Value value, int depth) {
    Meter.depth(depth);
    meter.step();
    if (value instanceof Text text) {
      meter.read(text.value().length());
      meter.fits(out.length(), text.value().length());
      String quoted = quoted(text.value());
      out.append(text.markup() ? "Markup(" + quoted + ")" : quoted);
    } else if (value instanceof Int number) {
      out.append(decimal(number));
    } else if (value instanceof Real real) {
      out.append(FloatText.of(real.value()));
    } else if (value instanceof Bool bool) {
      out.append(bool.truth() ? "True" : "False");
    } else if (value == None.NONE) {
      out.append("None");
    } else if (value instanceof Undefined) {
      out.append("Undefined");
    } else if (value instanceof Range range) {
      String step =
          range.step().bitLength() == 1 && range.step().signum() > 0 ? "" : ", " + range.step();
      out.append("range(" + range.start() + ", " + range.stop() + step + ")");
    } else if (value instanceof Sequence sequence) {
      sequence(sequence, depth);
    } else if (value instanceof Dict dict) {
      fields(dict.keys(), dict.values(), dict, depth);
    } else if (value instanceof Namespace namespace) {
      out.append("<Namespace ");
      List<Value> keys = new ArrayList<>();
      namespace.fields().keySet().forEach(name -> keys.add(Text.of(name)));
      fields(keys, new ArrayList<>(namespace.fields().values()), namespace, depth);
      out.append(">");
    } else if (value instanceof HostObject object) {
      out.append(object.shown());
    } else {
      out.append("<" + value.type() + " object>");
    }
  }

  /** An int in decimal; like Python, none of more than 4,300 digits. */
  public static String decimal(Int number) {
    if (number.value().bitLength() > 14_285) {
      throw io.kvlab.template.TemplateException.runtime(
          "Exceeds the limit (4300 digits) for integer string conversion");
    }
    return number.value().toString();
  }

  private void sequence(Sequence sequence, int depth) {
    String before = sequence instanceof TupleValue ? "(" : "[";
    String after = sequence instanceof TupleValue ? ")" : "]";
    if (sequence instanceof View view) {
      before = view.type() + "([";
      after = "])";
    } else if (sequence instanceof TupleValue && sequence.length() == 1) {
      after = ",)";
    }
    if (!open.add(sequence)) {
      out.append(before + "..." + after);
      return;
    }
    out.append(before);
    String separator = "";
    for (Value element : sequence.elements()) {
      out.append(separator);
      write(element, depth + 1);
      separator = ", ";
    }
    out.append(after);
    open.remove(sequence);
  }

  private void fields(List<Value> keys, List<Value> values, Object owner, int depth) {
    if (!open.add(owner)) {
      out.append("{...}");
      return;
    }
    out.append("{");
    for (int i = 0; i < keys.size(); i++) {
      out.append(i > 0 ? ", " : "");
      write(keys.get(i), depth + 1);
      out.append(": ");
      write(values.get(i), depth + 1);
    }
    out.append("}");
    open.remove(owner);
  }

  private static final Map<Integer, String> SHORT =
      Map.of((int) '\n', "\\n", (int) '\r', "\\r", (int) '\t', "\\t");

  /** A text in Python's quotes. */
  public static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              if (c == quote || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (SHORT.containsKey(c)) {
                quoted.append(SHORT.get(c));
              } else if (CodePoints.printable(c)) {
                quoted.appendCodePoint(c);
              } else {
                quoted.append(escaped(c));
              }
            });
    return quoted.append(quote).toString();
  }

  /** A code point as an escape of Python's: {@code \\x85}, {@code \\u2028}, {@code \\U0001f600}. */
  public static String escaped(int codePoint) {
    String hex = Integer.toHexString(codePoint);
    if (codePoint < 256) {
      return "\\x" + "0".repeat(2 - hex.length()) + hex;
    }
    return codePoint < 65536
        ? "\\u" + "0".repeat(4 - hex.length()) + hex
        : "\\U" + "0".repeat(8 - hex.length()) + hex;
  }
}
