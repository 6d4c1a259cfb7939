package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Comparison;
import io.kvlab.template.value.Function;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Sequence;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** The methods of lists, tuples and ranges that do not change them. */
final class SequenceMethods {
  private static final Set<String> CHANGING =
      Set.of("append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear");

  private SequenceMethods() {}

  static Optional<Value> find(Sequence sequence, String name) {
    if (!sequence.indexed()) {
      return Optional.empty();
    }
    if (sequence instanceof ListValue list) {
      if (CHANGING.contains(name)) {
        return Optional.of(Undefined.unsafe(list, name));
      }
      if (name.equals("copy")) {
        return Optional.of(
            Function.method(
                name, "", (meter, args) -> new ListValue(new ArrayList<>(list.elements()))));
      }
    }
    return switch (name) {
      case "count" ->
          Optional.of(
              Function.method(
                  name, "value /", (meter, args) -> count(meter, sequence, args.get(0))));
      case "index" ->
          Optional.of(
              Function.method(
                  name,
                  "value start= stop= /",
                  (meter, args) ->
                      index(
                          meter,
                          sequence,
                          args.get(0),
                          place(sequence, args.or(1, Int.of(0))),
                          place(sequence, args.or(2, Int.of(Integer.MAX_VALUE))))));
      default -> Optional.empty();
    };
  }

  private static int place(Sequence sequence, Value bound) {
    if (bound == None.NONE) {
      throw TemplateException.runtime("slice indices must be integers or have an __index__ method");
    }
    long at = Numbers.size(bound);
    return (int) Math.min(Math.max(at < 0 ? at + sequence.length() : at, 0), sequence.length());
  }

  private static Value count(Meter meter, Sequence sequence, Value wanted) {
    long count = 0;
    for (Value element : sequence.elements()) {
      count += element == wanted || Comparison.equal(meter, element, wanted) ? 1 : 0;
    }
    return Int.of(count);
  }

  private static Value index(Meter meter, Sequence sequence, Value wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      Value element = sequence.elements().get(i);
      if (element == wanted || Comparison.equal(meter, element, wanted)) {
        return Int.of(i);
      }
    }
    throw TemplateException.runtime(
        Repr.repr(meter, wanted).value() + " is not in " + sequence.type());
  }
}
