package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Cycler;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Function;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Namespace;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Range;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The functions that every template has. */
public final class Globals {
  private Globals() {}

  /** All of them; {@code now} is what {@code strftime_now} writes. */
  public static Map<String, Value> at(LocalDateTime now) {
    Map<String, Value> all = new HashMap<>();
    put(
        all,
        Function.method(
            "raise_exception",
            "message",
            (meter, args) -> {
              throw new TemplateException(
                  TemplateException.Kind.RAISED, Repr.str(meter, args.get(0)).value());
            }),
        "raise_exception");
    put(
        all,
        Function.method(
            "strftime_now",
            "format",
            (meter, args) ->
                Text.of(Strftime.format(meter, TextMethods.need(args.get(0)).value(), now))),
        "strftime_now");
    put(all, new Function("range", Globals::range), "range");
    put(all, new Function("dict", Globals::dict), "dict");
    put(all, new Function("namespace", Globals::namespace), "namespace");
    put(
        all,
        new Function(
            "cycler",
            (meter, args) -> {
              args.positionalOnly("cycler");
              if (args.positional().isEmpty()) {
                throw TemplateException.runtime("at least one item has to be provided");
              }
              return new Cycler(args.positional());
            }),
        "cycler");
    put(
        all,
        Function.method("joiner", "sep=", (meter, args) -> joiner(args.or(0, Text.of(", ")))),
        "joiner");
    put(
        all,
        new Function(
            "lipsum",
            (meter, args) -> {
              throw TemplateException.runtime("lipsum() is not offered to chat templates");
            }),
        "lipsum");
    return all;
  }

  private static void put(Map<String, Value> all, Function function, String name) {
    all.put(name, function);
  }

  private static Function joiner(Value separator) {
    AtomicBoolean used = new AtomicBoolean();
    return Function.method(
        "joiner", "", (meter, args) -> used.getAndSet(true) ? separator : Text.EMPTY);
  }

  private static BigInteger whole(Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.fail();
    }
    return Numbers.integer(value)
        .orElseThrow(
            () ->
                TemplateException.runtime(
                    "'" + value.type() + "' object cannot be interpreted as an integer"));
  }

  private static Value range(Meter meter, Arguments args) {
    args.positionalOnly("range");
    List<Value> given = args.positional();
    if (given.isEmpty() || given.size() > 3) {
      throw TemplateException.runtime("range expected 1 to 3 arguments, got " + given.size());
    }
    boolean one = given.size() == 1;
    return new Range(
        one ? BigInteger.ZERO : whole(given.get(0)),
        whole(given.get(one ? 0 : 1)),
        given.size() > 2 ? whole(given.get(2)) : BigInteger.ONE);
  }

  private static Value dict(Meter meter, Arguments args) {
    if (args.positional().size() > 1) {
      throw TemplateException.runtime(
          "dict expected at most 1 argument, got " + args.positional().size());
    }
    List<Map.Entry<Value, Value>> entries = new ArrayList<>();
    if (!args.positional().isEmpty()) {
      Value source = args.positional().get(0);
      Iterator<Value> pairs =
          source instanceof Dict dict ? dict.items().iterator() : source.iterate(meter);
      while (pairs.hasNext()) {
        List<Value> pair = ListFilters.list(meter, pairs.next());
        if (pair.size() != 2) {
          throw TemplateException.runtime(
              "dictionary update sequence element has length " + pair.size() + "; 2 is required");
        }
        entries.add(new SimpleImmutableEntry<>(pair.get(0), pair.get(1)));
      }
    }
    args.named()
        .forEach((name, value) -> entries.add(new SimpleImmutableEntry<>(Text.of(name), value)));
    return Dict.of(meter, entries);
  }

  static Value fromKeys(Meter meter, Value keys, Value value) {
    List<Map.Entry<Value, Value>> entries = new ArrayList<>();
    for (Value key : ListFilters.list(meter, keys)) {
      entries.add(new SimpleImmutableEntry<>(key, value));
    }
    return Dict.of(meter, entries);
  }

  private static Value namespace(Meter meter, Arguments args) {
    Namespace namespace = new Namespace();
    for (Value item : ((Dict) dict(meter, args)).items()) {
      List<Value> pair = ((TupleValue) item).elements();
      namespace.set(Repr.str(meter, pair.get(0)).value(), pair.get(1));
    }
    return namespace;
  }
}
