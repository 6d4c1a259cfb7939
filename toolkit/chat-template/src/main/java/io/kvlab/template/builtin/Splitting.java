package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Html;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters.Bound;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Search;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Texts cut into parts and put together. */
final class Splitting {
  private Splitting() {}

  static List<Value> split(Meter meter, Text text, Bound args, boolean right) {
    Value separator = args.or(0, None.NONE);
    int given = Numbers.size(args.or(1, Int.of(-1)));
    int most = given < 0 ? Integer.MAX_VALUE : given;
    if (separator == None.NONE) {
      return right ? wordsFromRight(meter, text, most) : words(meter, text, most);
    }
    String by = TextMethods.need(separator).value();
    if (by.isEmpty()) {
      throw TemplateException.runtime("empty separator");
    }
    return right ? splitFromRight(meter, text, by, most) : split(meter, text, by, most);
  }

  static List<Value> split(Meter meter, Text text, String by, int most) {
    List<Value> parts = new ArrayList<>();
    int from = 0;
    for (int n = 0; n < most; n++) {
      int at = Search.first(meter, text.value(), by, from);
      if (at < 0) {
        break;
      }
      add(meter, parts, text, from, at);
      from = at + by.length();
    }
    add(meter, parts, text, from, text.value().length());
    return parts;
  }

  private static void add(Meter meter, List<Value> parts, Text text, int from, int to) {
    meter.list(1);
    parts.add(text.sub(meter, from, to));
  }

  private static List<Value> splitFromRight(Meter meter, Text text, String by, int most) {
    List<Value> parts = new ArrayList<>();
    if (most == Integer.MAX_VALUE || by.length() > 16) {
      parts = splitAllFromRight(meter, text, by, most);
      return parts;
    }
    int to = text.value().length();
    for (int n = 0; n < most; n++) {
      int at = to < by.length() ? -1 : text.value().lastIndexOf(by, to - by.length());
      meter.read(at < 0 ? to : to - at);
      if (at < 0) {
        break;
      }
      add(meter, parts, text, at + by.length(), to);
      to = at;
    }
    add(meter, parts, text, 0, to);
    Collections.reverse(parts);
    return parts;
  }

  private static List<Value> splitAllFromRight(Meter meter, Text text, String by, int most) {
    List<Value> parts = new ArrayList<>();
    int to = text.value().length();
    for (int n = 0; n < most; n++) {
      int at = Search.last(meter, text.value(), by, to);
      if (at < 0) {
        break;
      }
      add(meter, parts, text, at + by.length(), to);
      to = at;
    }
    add(meter, parts, text, 0, to);
    Collections.reverse(parts);
    return parts;
  }

  static List<Value> words(Meter meter, Text text, int most) {
    List<Value> parts = new ArrayList<>();
    String chars = text.value();
    int from = skip(chars, 0, true);
    while (from < chars.length()) {
      if (parts.size() == most) {
        add(meter, parts, text, from, chars.length());
        return parts;
      }
      int to = skip(chars, from, false);
      add(meter, parts, text, from, to);
      from = skip(chars, to, true);
    }
    return parts;
  }

  // White space lies below the surrogates, so chars will do.
  private static int skip(String chars, int from, boolean space) {
    int at = from;
    while (at < chars.length() && CodePoints.space(chars.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  private static int skipBack(String chars, int to, boolean space) {
    int at = to;
    while (at > 0 && CodePoints.space(chars.charAt(at - 1)) == space) {
      at--;
    }
    return at;
  }

  private static List<Value> wordsFromRight(Meter meter, Text text, int most) {
    List<Value> parts = new ArrayList<>();
    String chars = text.value();
    int to = skipBack(chars, chars.length(), true);
    while (to > 0) {
      int from = parts.size() == most ? 0 : skipBack(chars, to, false);
      add(meter, parts, text, from, to);
      to = parts.size() > most ? 0 : skipBack(chars, from, true);
    }
    Collections.reverse(parts);
    return parts;
  }

  static List<Value> lines(Meter meter, Text text, boolean keepEnds) {
    List<Value> lines = new ArrayList<>();
    String chars = text.value();
    int from = 0;
    for (int i = 0; i < chars.length(); i++) {
      if (!CodePoints.lineEnd(chars.charAt(i))) {
        continue;
      }
      int end = i;
      if (chars.charAt(i) == '\r' && chars.startsWith("\n", i + 1)) {
        i++;
      }
      add(meter, lines, text, from, keepEnds ? i + 1 : end);
      from = i + 1;
    }
    if (from < chars.length()) {
      add(meter, lines, text, from, chars.length());
    }
    return lines;
  }

  static Value partition(Meter meter, Text text, Text by, boolean right) {
    if (!by.truth()) {
      throw TemplateException.runtime("empty separator");
    }
    int length = text.value().length();
    int at =
        right
            ? Search.last(meter, text.value(), by.value(), length)
            : Search.first(meter, text.value(), by.value(), 0);
    if (at < 0) {
      Text nothing = text.like("");
      return right ? TupleValue.of(nothing, nothing, text) : TupleValue.of(text, nothing, nothing);
    }
    int behind = at + by.value().length();
    return TupleValue.of(
        text.sub(meter, 0, at), text.sub(meter, at, behind), text.sub(meter, behind, length));
  }

  static Text replace(Meter meter, Text text, Text old, Text replacement, int count) {
    int most = count < 0 ? Integer.MAX_VALUE : count;
    if (!old.truth()) {
      return interleave(meter, text, replacement, most);
    }
    TextBuilder out = new TextBuilder(meter);
    int from = 0;
    for (int n = 0; n < most; n++) {
      int at = Search.first(meter, text.value(), old.value(), from);
      if (at < 0) {
        break;
      }
      out.append(text, from, at).append(replacement);
      from = at + old.value().length();
    }
    return from == 0 && out.length() == 0
        ? text
        : out.append(text, from, text.value().length()).toText(text.markup());
  }

  // Replacing the empty text puts the replacement around every character.
  private static Text interleave(Meter meter, Text text, Text replacement, int most) {
    TextBuilder out = new TextBuilder(meter);
    String chars = text.value();
    int at = 0;
    int done = 0;
    while (done < most) {
      out.append(replacement);
      done++;
      if (at == chars.length()) {
        return out.toText(text.markup());
      }
      int next = at + Character.charCount(chars.codePointAt(at));
      out.append(text, at, next);
      at = next;
    }
    return out.append(text, at, chars.length()).toText(text.markup());
  }

  static Text join(Meter meter, Text separator, Value values) {
    TextBuilder out = new TextBuilder(meter);
    Iterator<Value> elements = values.iterate(meter);
    int index = 0;
    while (elements.hasNext()) {
      Value element = elements.next();
      if (index++ > 0) {
        out.append(separator);
      }
      if (separator.markup()) {
        out.append(Html.escape(meter, Repr.soft(meter, element)));
      } else if (element instanceof Text text) {
        out.append(text);
      } else {
        throw TemplateException.runtime(
            "sequence item "
                + (index - 1)
                + ": expected str instance, "
                + element.type()
                + " found");
      }
    }
    return out.toText(separator.markup());
  }
}
