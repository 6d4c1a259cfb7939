package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters.Bound;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The filters that lay text out: indent, truncate, wordwrap. */
final class LayoutFilters {
  private LayoutFilters() {}

  static void register(Map<String, Filter> all) {
    all.put("indent", Filter.of("indent", "width= first= blank=", LayoutFilters::indent));
    all.put(
        "truncate", Filter.of("truncate", "length= killwords= end= leeway=", LayoutFilters::cut));
    all.put(
        "wordwrap",
        Filter.of(
            "wordwrap",
            "width= break_long_words= wrapstring= break_on_hyphens=",
            LayoutFilters::wrap));
  }

  private static Value indent(Meter meter, Value input, Bound args) {
    if (input instanceof Undefined undefined) {
      throw undefined.fail();
    }
    Text text = TextMethods.need(input);
    Value width = args.or(0, Int.of(4));
    Text by =
        width instanceof Text given
            ? given
            : new TextBuilder(meter).append(Text.of(" "), Numbers.size(width)).toText();
    boolean first = args.or(1, Bool.FALSE).truth();
    boolean blank = args.or(2, Bool.FALSE).truth();
    Text ended = new TextBuilder(meter).append(text).append("\n").toText();
    List<Value> lines = Splitting.lines(meter, ended, false);
    TextBuilder out = new TextBuilder(meter);
    for (int i = 0; i < lines.size(); i++) {
      Text line = (Text) lines.get(i);
      if (i > 0) {
        out.append("\n");
      }
      if (i > 0 ? blank || line.truth() : first) {
        out.append(by);
      }
      out.append(line);
    }
    return out.toText(text.markup());
  }

  private static Value cut(Meter meter, Value input, Bound args) {
    int length = Numbers.size(args.or(0, Int.of(255)));
    Text end = TextMethods.need(args.or(2, Text.of("...")));
    Value slack = args.or(3, None.NONE);
    int leeway = slack == None.NONE ? 5 : Numbers.size(slack);
    if (length < end.length() || leeway < 0) {
      throw TemplateException.runtime("expected length >= " + end.length() + ", got " + length);
    }
    if (input.length() <= (long) length + leeway) {
      return input;
    }
    Text text = TextMethods.need(input);
    int to = text.offset(length - (int) end.length());
    if (!args.or(1, Bool.FALSE).truth()) {
      int space = to == 0 ? -1 : text.value().lastIndexOf(' ', to - 1);
      to = space < 0 ? to : space;
    }
    return new TextBuilder(meter).append(text, 0, to).append(end).toText(text.markup());
  }

  private static Value wrap(Meter meter, Value input, Bound args) {
    if (input instanceof Undefined undefined) {
      throw undefined.fail();
    }
    Text text = TextMethods.need(input);
    int width = Numbers.size(args.or(0, Int.of(79)));
    Value given = args.or(2, None.NONE);
    Text separator = given == None.NONE ? Text.of("\n") : TextMethods.need(given);
    TextWrap wrap =
        new TextWrap(width, args.or(1, Bool.TRUE).truth(), args.or(3, Bool.TRUE).truth());
    List<Value> paragraphs = new ArrayList<>();
    for (Value line : Splitting.lines(meter, text, false)) {
      List<Value> wrapped = new ArrayList<>();
      wrap.lines(((Text) line).value()).forEach(part -> wrapped.add(Text.of(part)));
      paragraphs.add(Splitting.join(meter, separator, new ListValue(wrapped)));
    }
    return Splitting.join(meter, separator, new ListValue(paragraphs));
  }
}
