package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;
import io.kvlab.template.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The filter urlencode. */
final class UrlQuoting {
  private static final String SAFE = "-._~";
  private static final String HEX = "0123456789ABCDEF";

  private UrlQuoting() {}

  static Text encode(Meter meter, Value value) {
    if (value instanceof Text || !value.iterable()) {
      return quoted(meter, value, false);
    }
    Value pairs = value instanceof Dict dict ? new ListValue(dict.items()) : value;
    List<Value> written = new ArrayList<>();
    for (Value pair : ListFilters.list(meter, pairs)) {
      List<Value> both = ListFilters.list(meter, pair);
      if (both.size() != 2) {
        throw TemplateException.runtime("urlencode needs pairs");
      }
      written.add(
          new TextBuilder(meter)
              .append(quoted(meter, both.get(0), true))
              .append("=")
              .append(quoted(meter, both.get(1), true))
              .toText());
    }
    return Splitting.join(meter, Text.of("&"), new ListValue(written));
  }

  private static Text quoted(Meter meter, Value value, boolean query) {
    Text text = Repr.str(meter, value);
    meter.text(3L * text.value().length());
    StringBuilder out = new StringBuilder();
    for (byte b : text.value().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 128 && (Character.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0 || !query && c == '/');
      if (plain) {
        out.append(c);
      } else if (query && c == ' ') {
        out.append('+');
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return Text.of(out.toString());
  }
}
