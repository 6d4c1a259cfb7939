package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Generator;
import io.kvlab.template.value.Html;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.Json;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters.Bound;
import io.kvlab.template.value.PercentFormat;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Search;
import io.kvlab.template.value.Sequence;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All filters by name; those of single values are written here. */
public final class Filters {
  private static final Map<String, Filter> ALL = new HashMap<>();

  private Filters() {}

  /** The filter of a name; empty where there is none. */
  public static Optional<Filter> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static void add(String name, String parameters, Filter.Body body) {
    ALL.put(name, Filter.of(name, parameters, body));
  }

  private static void alias(String name, String of) {
    ALL.put(name, find(of).orElseThrow());
  }

  static {
    ListFilters.register(ALL);
    NumberFilters.register(ALL);
    LayoutFilters.register(ALL);
    add("length", "", (m, v, a) -> Int.of(v.length()));
    alias("count", "length");
    add("string", "", (m, v, a) -> Repr.soft(m, v));
    add("safe", "", (m, v, a) -> Repr.soft(m, v).as(true));
    add("escape", "", (m, v, a) -> Html.escape(m, Repr.soft(m, v)));
    alias("e", "escape");
    add("forceescape", "", (m, v, a) -> Html.escape(m, Repr.str(m, v)));
    add("striptags", "", (m, v, a) -> stripTags(m, Repr.str(m, v)));
    add("upper", "", (m, v, a) -> Casing.map(m, Repr.soft(m, v), CodePoints::upper));
    add("lower", "", (m, v, a) -> Casing.map(m, Repr.soft(m, v), CodePoints::lower));
    add("capitalize", "", (m, v, a) -> Casing.map(m, Repr.soft(m, v), Casing::capitalize));
    add("title", "", (m, v, a) -> Casing.map(m, Repr.soft(m, v), Filters::title).as(false));
    add("trim", "chars=", Filters::trim);
    add("replace", "old new count=", Filters::replace);
    add("center", "width=", (m, v, a) -> Padding.center(m, Repr.soft(m, v), width(a, 80)));
    add("default", "default_value= boolean=", Filters::fallback);
    alias("d", "default");
    add("attr", "name", (m, v, a) -> Access.attributeOnly(v, TextMethods.need(a.get(0)).value()));
    add("join", "d= attribute=", Filters::join);
    add("items", "", Filters::items);
    add("reverse", "", Filters::reverse);
    add("wordcount", "", (m, v, a) -> Int.of(words(m, Repr.soft(m, v))));
    add("tojson", "ensure_ascii= indent= separators= sort_keys=", (m, v, a) -> json(m, v, a));
    add("xmlattr", "autospace=", Filters::xmlAttributes);
    add("urlencode", "", (m, v, a) -> UrlQuoting.encode(m, v));
    ALL.put("format", Filters::format);
    for (String name : List.of("urlize", "random", "pprint")) {
      ALL.put(
          name,
          (m, v, a) -> {
            throw TemplateException.runtime(
                "the filter " + name + " is not offered to chat templates");
          });
    }
  }

  static int width(Bound args, int none) {
    return Numbers.size(args.or(0, Int.of(none)));
  }

  private static Value trim(Meter meter, Value input, Bound args) {
    Optional<Text> chars = args.find(0).filter(value -> value != None.NONE).map(TextMethods::need);
    return Trimming.strip(meter, Repr.soft(meter, input), chars, true, true);
  }

  private static Value replace(Meter meter, Value input, Bound args) {
    Value count = args.or(2, None.NONE);
    return Splitting.replace(
        meter,
        Repr.str(meter, input),
        Repr.str(meter, args.get(0)),
        Repr.str(meter, args.get(1)),
        count == None.NONE ? -1 : Numbers.size(count));
  }

  private static Value fallback(Meter meter, Value input, Bound args) {
    boolean falsy = args.or(1, Bool.FALSE).truth() && !input.truth();
    return input instanceof Undefined || falsy ? args.or(0, Text.EMPTY) : input;
  }

  private static Value join(Meter meter, Value input, Bound args) {
    Text separator = Repr.str(meter, args.or(0, Text.EMPTY));
    Attributes path = Attributes.of(args.or(1, None.NONE));
    TextBuilder out = new TextBuilder(meter);
    var elements = input.iterate(meter);
    for (boolean first = true; elements.hasNext(); first = false) {
      if (!first) {
        out.append(separator);
      }
      out.append(Repr.str(meter, path.of(meter, elements.next())));
    }
    return out.toText();
  }

  private static Value items(Meter meter, Value input, Bound args) {
    if (input instanceof Undefined) {
      return Generator.of(Collections.emptyIterator());
    }
    if (input instanceof Dict dict) {
      return Generator.of(dict.items().iterator());
    }
    return Generator.of(
        Lazy.failing(() -> TemplateException.runtime("Can only get item pairs from a mapping.")));
  }

  private static Value reverse(Meter meter, Value input, Bound args) {
    if (input instanceof Text text) {
      meter.text(text.value().length());
      return text.like(new StringBuilder(text.value()).reverse().toString());
    }
    boolean reversible =
        input instanceof Sequence || input instanceof Dict || input instanceof Undefined;
    List<Value> elements = ListFilters.list(meter, input);
    Collections.reverse(elements);
    return reversible
        ? new Generator(
            input instanceof Sequence sequence && sequence.type().equals("list")
                ? "list_reverseiterator"
                : "reversed",
            elements.iterator())
        : new ListValue(elements);
  }

  // Not str.title: words begin behind blanks, hyphens and opening brackets alone.
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean begins = true;
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean separator =
          i == text.length()
              || CodePoints.space(text.charAt(i))
              || "-({[<".indexOf(text.charAt(i)) >= 0;
      if (separator) {
        if (i > from && begins) {
          int first = from + Character.charCount(text.codePointAt(from));
          out.append(CodePoints.upper(text.substring(from, first)))
              .append(CodePoints.lower(text.substring(first, i)));
        }
        if (i < text.length()) {
          out.append(text.charAt(i));
        }
        from = i + 1;
      }
    }
    return out.toString();
  }

  private static long words(Meter meter, Text text) {
    meter.read(text.value().length());
    long words = 0;
    boolean within = false;
    for (int c : text.value().codePoints().toArray()) {
      words += CodePoints.word(c) && !within ? 1 : 0;
      within = CodePoints.word(c);
    }
    return words;
  }

  static Text stripTags(Meter meter, Text text) {
    String chars = text.value();
    TextBuilder kept = new TextBuilder(meter);
    int from = 0;
    for (int tag = chars.indexOf('<'); tag >= 0; tag = chars.indexOf('<', from)) {
      boolean comment = chars.startsWith("<!--", tag);
      int end = comment ? Search.first(meter, chars, "-->", tag + 4) : chars.indexOf('>', tag);
      if (end < 0) {
        break;
      }
      kept.append(text, from, tag);
      from = end + (comment ? 3 : 1);
    }
    kept.append(text, from, chars.length());
    List<Value> words = Splitting.words(meter, kept.toText(), Integer.MAX_VALUE);
    Text joined = Splitting.join(meter, Text.of(" "), new ListValue(words));
    return Text.of(Entities.unescape(joined.value()));
  }

  private static Value json(Meter meter, Value input, Bound args) {
    Value indent = args.or(1, None.NONE);
    Value separators = args.or(2, None.NONE);
    boolean lines = indent != None.NONE;
    String by = "";
    if (indent instanceof Text text) {
      by = text.value();
    } else if (lines) {
      int width = Math.max(0, Numbers.size(indent));
      meter.text(width);
      by = " ".repeat(width);
    }
    String comma = lines ? "," : ", ";
    String colon = ": ";
    if (separators != None.NONE) {
      List<Value> both = ListFilters.list(meter, separators);
      if (both.size() != 2) {
        throw TemplateException.runtime("separators must be two texts");
      }
      comma = TextMethods.need(both.get(0)).value();
      colon = TextMethods.need(both.get(1)).value();
    }
    return new Json(
            args.or(0, Bool.FALSE).truth(), lines, by, comma, colon, args.or(3, Bool.FALSE).truth())
        .write(meter, input);
  }

  private static Value format(Meter meter, Value input, Arguments arguments) {
    if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
      throw TemplateException.runtime(
          "can't handle positional and keyword arguments at the same time");
    }
    Value values =
        arguments.named().isEmpty()
            ? TupleValue.of(arguments.positional())
            : arguments.namedAsDict(meter);
    return PercentFormat.apply(meter, Repr.soft(meter, input), values);
  }

  private static Value xmlAttributes(Meter meter, Value input, Bound args) {
    if (!(input instanceof Dict dict)) {
      throw TemplateException.runtime("xmlattr needs a mapping");
    }
    List<Value> written = new ArrayList<>();
    for (Value item : dict.items()) {
      TupleValue pair = (TupleValue) item;
      Value value = pair.elements().get(1);
      if (value == None.NONE || value instanceof Undefined) {
        continue;
      }
      Text key = TextMethods.need(pair.elements().get(0));
      if (key.value().chars().anyMatch(c -> " \t\n\r\f\u000b/>=".indexOf(c) >= 0)) {
        throw TemplateException.runtime(
            "Invalid character in attribute name: " + Repr.quoted(key.value()));
      }
      written.add(
          new TextBuilder(meter)
              .append(Html.escape(meter, key))
              .append("=\"")
              .append(Html.escape(meter, Repr.soft(meter, value)))
              .append("\"")
              .toText());
    }
    Text joined = Splitting.join(meter, Text.of(" "), new ListValue(written));
    boolean space = args.or(0, Bool.TRUE).truth() && joined.truth();
    return new TextBuilder(meter).append(space ? " " : "").append(joined).toText();
  }
}
