package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Function;
import io.kvlab.template.value.Html;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters.Bound;
import io.kvlab.template.value.Search;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The methods of a text. */
final class TextMethods {
  private record Method(String parameters, Body body) {}

  private interface Body {
    Value call(Meter meter, Text text, Bound args);
  }

  private static final Map<String, Method> METHODS = new HashMap<>();

  private TextMethods() {}

  private static void add(String name, String parameters, Body body) {
    METHODS.put(name, new Method(parameters, body));
  }

  static Optional<Value> find(Text text, String name) {
    if (name.equals("format")) {
      return Optional.of(new Function(name, (meter, args) -> BraceFormat.apply(meter, text, args)));
    }
    if (text.markup() && name.equals("striptags")) {
      return Optional.of(
          Function.method(name, "", (meter, args) -> Filters.stripTags(meter, text)));
    }
    return Optional.ofNullable(METHODS.get(name))
        .map(
            method ->
                Function.method(
                    name,
                    method.parameters(),
                    (meter, args) -> method.body().call(meter, text, args)));
  }

  static {
    add("upper", "", (m, t, a) -> Casing.map(m, t, CodePoints::upper));
    add("lower", "", (m, t, a) -> Casing.map(m, t, CodePoints::lower));
    add("casefold", "", (m, t, a) -> Casing.map(m, t, Casing::fold));
    add("title", "", (m, t, a) -> Casing.map(m, t, Casing::title));
    add("capitalize", "", (m, t, a) -> Casing.map(m, t, Casing::capitalize));
    add("swapcase", "", (m, t, a) -> Casing.map(m, t, Casing::swap));
    add("strip", "chars= /", (m, t, a) -> Trimming.strip(m, t, chars(a), true, true));
    add("lstrip", "chars= /", (m, t, a) -> Trimming.strip(m, t, chars(a), true, false));
    add("rstrip", "chars= /", (m, t, a) -> Trimming.strip(m, t, chars(a), false, true));
    add("removeprefix", "prefix /", (m, t, a) -> Trimming.removePrefix(m, t, need(a.get(0))));
    add("removesuffix", "suffix /", (m, t, a) -> Trimming.removeSuffix(m, t, need(a.get(0))));
    add("split", "sep= maxsplit=", (m, t, a) -> list(Splitting.split(m, t, a, false)));
    add("rsplit", "sep= maxsplit=", (m, t, a) -> list(Splitting.split(m, t, a, true)));
    add(
        "splitlines",
        "keepends=",
        (m, t, a) -> list(Splitting.lines(m, t, a.or(0, Bool.FALSE).truth())));
    add("partition", "sep /", (m, t, a) -> Splitting.partition(m, t, need(a.get(0)), false));
    add("rpartition", "sep /", (m, t, a) -> Splitting.partition(m, t, need(a.get(0)), true));
    add(
        "replace",
        "old new count= /",
        (m, t, a) ->
            Splitting.replace(
                m,
                t,
                need(a.get(0)),
                t.markup() ? Html.escape(m, need(a.get(1))) : need(a.get(1)),
                Numbers.size(a.or(2, Int.of(-1)))));
    add("join", "iterable /", (m, t, a) -> Splitting.join(m, t, a.get(0)));
    add("center", "width fillchar= /", (m, t, a) -> Padding.center(m, t, width(a), fill(m, t, a)));
    add("ljust", "width fillchar= /", (m, t, a) -> Padding.left(m, t, width(a), fill(m, t, a)));
    add("rjust", "width fillchar= /", (m, t, a) -> Padding.right(m, t, width(a), fill(m, t, a)));
    add("zfill", "width /", (m, t, a) -> Padding.zeros(m, t, width(a)));
    add(
        "expandtabs",
        "tabsize=",
        (m, t, a) -> Padding.expandTabs(m, t, Numbers.size(a.or(0, Int.of(8)))));
    add("startswith", "prefix start= end= /", (m, t, a) -> affix(m, t, a, false));
    add("endswith", "suffix start= end= /", (m, t, a) -> affix(m, t, a, true));
    add("find", "sub start= end= /", (m, t, a) -> Int.of(find(m, t, a, false)));
    add("rfind", "sub start= end= /", (m, t, a) -> Int.of(find(m, t, a, true)));
    add("index", "sub start= end= /", (m, t, a) -> found(find(m, t, a, false)));
    add("rindex", "sub start= end= /", (m, t, a) -> found(find(m, t, a, true)));
    add("count", "sub start= end= /", TextMethods::count);
    add("isdigit", "", (m, t, a) -> every(m, t, CodePoints::digit));
    add("isdecimal", "", (m, t, a) -> every(m, t, CodePoints::decimal));
    add("isnumeric", "", (m, t, a) -> every(m, t, CodePoints::numeric));
    add("isalpha", "", (m, t, a) -> every(m, t, Character::isLetter));
    add("isalnum", "", (m, t, a) -> every(m, t, CodePoints::alphanumeric));
    add("isspace", "", (m, t, a) -> every(m, t, CodePoints::space));
    add("isascii", "", (m, t, a) -> Bool.of(!t.truth() || every(m, t, c -> c < 128).truth()));
    add(
        "isprintable",
        "",
        (m, t, a) -> Bool.of(!t.truth() || every(m, t, CodePoints::printable).truth()));
    add("isidentifier", "", (m, t, a) -> whole(m, t, Casing::identifier));
    add("isupper", "", (m, t, a) -> whole(m, t, Casing::isUpper));
    add("islower", "", (m, t, a) -> whole(m, t, Casing::isLower));
    add("istitle", "", (m, t, a) -> whole(m, t, Casing::isTitle));
    add("format_map", "mapping /", (m, t, a) -> BraceFormat.applyMap(m, t, a.get(0)));
    for (String name : List.of("encode", "translate", "maketrans")) {
      METHODS.put(
          name,
          new Method(
              "a= b= c=",
              (m, t, a) -> {
                throw TemplateException.runtime(
                    "the method " + name + " of texts is not offered to templates");
              }));
    }
  }

  private static ListValue list(List<Value> elements) {
    return new ListValue(elements);
  }

  private static Optional<Text> chars(Bound args) {
    return args.find(0).filter(value -> value != None.NONE).map(TextMethods::need);
  }

  static Text need(Value value) {
    if (value instanceof Text text) {
      return text;
    }
    throw TemplateException.runtime("must be str, not " + value.type());
  }

  private static int width(Bound args) {
    return Numbers.size(args.get(0));
  }

  private static Text fill(Meter meter, Text text, Bound args) {
    Text given = need(args.or(1, Text.of(" ")));
    Text fill = text.markup() ? Html.escape(meter, given) : given;
    if (fill.length() != 1) {
      throw TemplateException.runtime("The fill character must be exactly one character long");
    }
    return fill;
  }

  private static Bool every(Meter meter, Text text, IntPredicate property) {
    meter.read(text.value().length());
    return Bool.of(text.truth() && text.value().codePoints().allMatch(property));
  }

  private static Bool whole(Meter meter, Text text, Predicate<String> property) {
    meter.read(text.value().length());
    return Bool.of(property.test(text.value()));
  }

  private static int bound(Text text, Value value, int none) {
    if (value == None.NONE) {
      return none;
    }
    long at = Numbers.size(value);
    long place = at < 0 ? Math.max(0, at + text.length()) : at;
    return (int) Math.min(place, text.length() + 1);
  }

  private static Value affix(Meter meter, Text text, Bound args, boolean end) {
    int from = bound(text, args.or(1, None.NONE), 0);
    int to = (int) Math.min(text.length(), bound(text, args.or(2, None.NONE), (int) text.length()));
    List<Value> affixes =
        args.get(0) instanceof TupleValue tuple ? tuple.elements() : List.of(need(args.get(0)));
    for (Value affix : affixes) {
      String wanted = need(affix).value();
      meter.read(wanted.length());
      if (from <= to) {
        String part = text.value().substring(text.offset(from), text.offset(to));
        if (end ? part.endsWith(wanted) : part.startsWith(wanted)) {
          return Bool.TRUE;
        }
      }
    }
    return Bool.FALSE;
  }

  private static int find(Meter meter, Text text, Bound args, boolean last) {
    String wanted = need(args.get(0)).value();
    int from = bound(text, args.or(1, None.NONE), 0);
    int to = (int) Math.min(text.length(), bound(text, args.or(2, None.NONE), (int) text.length()));
    if (from > to) {
      return -1;
    }
    int begin = text.offset(from);
    int end = text.offset(to);
    if (!last) {
      int at = Search.first(meter, text.value(), wanted, begin);
      return at < 0 || at + wanted.length() > end ? -1 : text.index(at);
    }
    int at = Search.last(meter, text.value(), wanted, end);
    return at < begin ? -1 : text.index(at);
  }

  private static Value found(int index) {
    if (index < 0) {
      throw TemplateException.runtime("substring not found");
    }
    return Int.of(index);
  }

  private static Value count(Meter meter, Text text, Bound args) {
    String wanted = need(args.get(0)).value();
    int from = bound(text, args.or(1, None.NONE), 0);
    int to = (int) Math.min(text.length(), bound(text, args.or(2, None.NONE), (int) text.length()));
    if (from > to) {
      return Int.of(0);
    }
    if (wanted.isEmpty()) {
      return Int.of((long) to - from + 1);
    }
    String part = text.value().substring(text.offset(from), text.offset(to));
    long count = 0;
    for (int at = Search.first(meter, part, wanted, 0);
        at >= 0;
        at = Search.first(meter, part, wanted, at + wanted.length())) {
      count++;
    }
    return Int.of(count);
  }

  static Text padded(Meter meter, Text text, Text fill, int before, int after) {
    return new TextBuilder(meter)
        .append(fill, before)
        .append(text)
        .append(fill, after)
        .toText(text.markup());
  }
}
