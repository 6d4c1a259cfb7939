package io.kvlab.template;

import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Real;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain Java values as a template's. */
final class Variables {
  private Variables() {}

  static Value value(Meter meter, @Nullable Object value) {
    return value(meter, value, 0);
  }

  private static Value value(Meter meter, @Nullable Object value, int depth) {
    Meter.depth(depth);
    if (value == null) {
      return None.NONE;
    }
    if (value instanceof String text) {
      return Text.of(text);
    }
    if (value instanceof Marked marked) {
      return Text.marked(marked.id(), marked.text());
    }
    if (value instanceof Boolean bool) {
      return Bool.of(bool);
    }
    if (value instanceof BigInteger number) {
      return new Int(number);
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return new Real(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return Int.of(number.longValue());
    }
    if (value instanceof List<?> list) {
      List<Value> elements = new ArrayList<>();
      list.forEach(element -> elements.add(value(meter, element, depth + 1)));
      return new ListValue(elements);
    }
    if (value instanceof Map<?, ?> map) {
      List<Map.Entry<Value, Value>> entries = new ArrayList<>();
      map.forEach(
          (key, element) ->
              entries.add(
                  new SimpleImmutableEntry<>(
                      value(meter, key, depth + 1), value(meter, element, depth + 1))));
      return Dict.of(meter, entries);
    }
    throw new IllegalArgumentException(
        "a template's variable is a text, a number, a boolean, null, a list or a map, not "
            + value.getClass().getName());
  }
}
