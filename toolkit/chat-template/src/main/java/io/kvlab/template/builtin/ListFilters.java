package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Arithmetic;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Comparison;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Generator;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.KeySet;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters.Bound;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Sequence;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The filters of lists. */
final class ListFilters {
  private ListFilters() {}

  static void register(Map<String, Filter> all) {
    all.put("map", ListFilters::map);
    all.put("select", (m, v, a) -> select(m, v, a, false, true));
    all.put("reject", (m, v, a) -> select(m, v, a, false, false));
    all.put("selectattr", (m, v, a) -> select(m, v, a, true, true));
    all.put("rejectattr", (m, v, a) -> select(m, v, a, true, false));
    add(all, "list", "", (m, v, a) -> new ListValue(list(m, v)));
    add(all, "first", "", ListFilters::first);
    add(all, "last", "", ListFilters::last);
    add(all, "sort", "reverse= case_sensitive= attribute=", ListFilters::sort);
    add(all, "dictsort", "case_sensitive= by= reverse=", ListFilters::dictSort);
    add(all, "unique", "case_sensitive= attribute=", ListFilters::unique);
    add(all, "min", "case_sensitive= attribute=", (m, v, a) -> extreme(m, v, a, -1));
    add(all, "max", "case_sensitive= attribute=", (m, v, a) -> extreme(m, v, a, 1));
    add(all, "sum", "attribute= start=", ListFilters::sum);
    add(all, "batch", "linecount fill_with=", ListFilters::batch);
    add(all, "slice", "slices fill_with=", ListFilters::slice);
    add(all, "groupby", "attribute default= case_sensitive=", ListFilters::groupBy);
  }

  private static void add(
      Map<String, Filter> all, String name, String parameters, Filter.Body body) {
    all.put(name, Filter.of(name, parameters, body));
  }

  /** All elements, in a list of their own. */
  static List<Value> list(Meter meter, Value value) {
    List<Value> all = new ArrayList<>();
    Iterator<Value> elements = value.iterate(meter);
    while (elements.hasNext()) {
      meter.list(1);
      all.add(elements.next());
    }
    return all;
  }

  private static Value map(Meter meter, Value input, Arguments arguments) {
    return Generator.of(
        Lazy.deferred(
            () ->
                input.truth()
                    ? Lazy.map(input.iterate(meter), mapping(meter, arguments))
                    : Collections.emptyIterator()));
  }

  private static Function<Value, Value> mapping(Meter meter, Arguments arguments) {
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      Map<String, Value> more = new LinkedHashMap<>(arguments.named());
      Value path = more.remove("attribute");
      Optional<Value> fallback =
          Optional.ofNullable(more.remove("default")).filter(value -> value != None.NONE);
      if (!more.isEmpty()) {
        throw TemplateException.runtime(
            "Unexpected keyword argument " + Repr.quoted(more.keySet().iterator().next()));
      }
      Attributes attributes = Attributes.of(path, fallback);
      return value -> attributes.of(meter, value);
    }
    if (arguments.positional().isEmpty()) {
      throw TemplateException.runtime("map requires a filter argument");
    }
    String name = Repr.str(meter, arguments.positional().get(0)).value();
    Filter filter =
        Filters.find(name)
            .orElseThrow(
                () -> TemplateException.runtime("No filter named " + Repr.quoted(name) + "."));
    Arguments rest = arguments.skip(1);
    return value -> {
      meter.step();
      return filter.apply(meter, value, rest);
    };
  }

  private static Value select(
      Meter meter, Value input, Arguments arguments, boolean attribute, boolean wanted) {
    return Generator.of(
        Lazy.deferred(
            () -> {
              if (!input.truth()) {
                return Collections.emptyIterator();
              }
              Function<Value, Boolean> test = testing(meter, arguments, attribute);
              return Lazy.filter(input.iterate(meter), value -> test.apply(value) == wanted);
            }));
  }

  private static Function<Value, Boolean> testing(
      Meter meter, Arguments arguments, boolean attribute) {
    int used = attribute ? 1 : 0;
    if (arguments.positional().size() < used) {
      throw TemplateException.runtime("Missing parameter for attribute name");
    }
    Attributes path = Attributes.of(attribute ? arguments.positional().get(0) : None.NONE);
    if (arguments.positional().size() == used) {
      return value -> path.of(meter, value).truth();
    }
    String name = Repr.str(meter, arguments.positional().get(used)).value();
    Tests.Test test =
        Tests.find(name)
            .orElseThrow(
                () -> TemplateException.runtime("No test named " + Repr.quoted(name) + "."));
    Arguments rest = arguments.skip(used + 1);
    return value -> {
      meter.step();
      return test.apply(meter, path.of(meter, value), rest);
    };
  }

  private static Value first(Meter meter, Value input, Bound args) {
    Iterator<Value> elements = input.iterate(meter);
    return elements.hasNext()
        ? elements.next()
        : Undefined.of("No first item, sequence was empty.");
  }

  private static Value last(Meter meter, Value input, Bound args) {
    if (!(input instanceof Text
        || input instanceof Sequence
        || input instanceof Dict
        || input instanceof Undefined)) {
      throw TemplateException.runtime("'" + input.type() + "' object is not reversible");
    }
    if (input instanceof Text text) {
      return text.truth()
          ? Access.item(meter, text, Int.of(-1))
          : Undefined.of("No last item, sequence was empty.");
    }
    List<Value> elements = list(meter, input);
    return elements.isEmpty()
        ? Undefined.of("No last item, sequence was empty.")
        : elements.get(elements.size() - 1);
  }

  private static Value folded(Value value, boolean caseSensitive) {
    return !caseSensitive && value instanceof Text text
        ? text.like(CodePoints.lower(text.value()))
        : value;
  }

  private record Keyed(Value key, Value value) {}

  private static List<Keyed> keyed(Meter meter, Value input, Function<Value, Value> key) {
    List<Keyed> all = new ArrayList<>();
    for (Value value : list(meter, input)) {
      all.add(new Keyed(key.apply(value), value));
    }
    return all;
  }

  private static Comparator<Keyed> order(Meter meter) {
    return (a, b) -> Comparison.order(meter, a.key(), b.key());
  }

  private static Value sort(Meter meter, Value input, Bound args) {
    boolean exact = args.or(1, Bool.FALSE).truth();
    Value attribute = args.or(2, None.NONE);
    List<Attributes> paths = new ArrayList<>();
    if (attribute instanceof Text text) {
      for (String path : text.value().split(",", -1)) {
        paths.add(Attributes.of(Text.of(path)));
      }
    } else {
      paths.add(Attributes.of(attribute));
    }
    Function<Value, Value> key =
        value -> {
          List<Value> keys = new ArrayList<>();
          paths.forEach(path -> keys.add(folded(path.of(meter, value), exact)));
          return new ListValue(keys);
        };
    return sorted(meter, keyed(meter, input, key), args.or(0, Bool.FALSE).truth());
  }

  private static ListValue sorted(Meter meter, List<Keyed> all, boolean reverse) {
    all.sort(reverse ? order(meter).reversed() : order(meter));
    List<Value> values = new ArrayList<>();
    all.forEach(one -> values.add(one.value()));
    return new ListValue(values);
  }

  private static Value dictSort(Meter meter, Value input, Bound args) {
    boolean exact = args.or(0, Bool.FALSE).truth();
    String by = Repr.str(meter, args.or(1, Text.of("key"))).value();
    if (!by.equals("key") && !by.equals("value")) {
      throw TemplateException.runtime("You can only sort by either \"key\" or \"value\"");
    }
    if (!(input instanceof Dict dict)) {
      throw TemplateException.runtime("dictsort needs a mapping, not " + input.type());
    }
    int position = by.equals("key") ? 0 : 1;
    List<Keyed> all =
        keyed(
            meter,
            new ListValue(dict.items()),
            pair -> folded(((TupleValue) pair).elements().get(position), exact));
    return sorted(meter, all, args.or(2, Bool.FALSE).truth());
  }

  private static Value unique(Meter meter, Value input, Bound args) {
    boolean exact = args.or(0, Bool.FALSE).truth();
    Attributes path = Attributes.of(args.or(1, None.NONE));
    KeySet seen = new KeySet(meter);
    return Generator.of(
        Lazy.deferred(
            () ->
                Lazy.filter(
                    input.iterate(meter),
                    value -> seen.add(folded(path.of(meter, value), exact)))));
  }

  private static Value extreme(Meter meter, Value input, Bound args, int sign) {
    boolean exact = args.or(0, Bool.FALSE).truth();
    Attributes path = Attributes.of(args.or(1, None.NONE));
    List<Keyed> all = keyed(meter, input, value -> folded(path.of(meter, value), exact));
    if (all.isEmpty()) {
      return Undefined.of("No aggregated item, sequence was empty.");
    }
    Keyed best = all.get(0);
    for (Keyed one : all.subList(1, all.size())) {
      boolean better = Comparison.ordered(meter, sign < 0 ? "<" : ">", one.key(), best.key());
      best = better ? one : best;
    }
    return best.value();
  }

  private static Value sum(Meter meter, Value input, Bound args) {
    Attributes path = Attributes.of(args.or(0, None.NONE));
    Value total = args.or(1, Int.of(0));
    if (total instanceof Text) {
      throw TemplateException.runtime("sum() can't sum strings [use ''.join(seq) instead]");
    }
    Iterator<Value> elements = input.iterate(meter);
    while (elements.hasNext()) {
      meter.step();
      total = Arithmetic.apply(meter, "+", total, path.of(meter, elements.next()));
    }
    return total;
  }

  private static Value batch(Meter meter, Value input, Bound args) {
    Value fill = args.or(1, None.NONE);
    int size = Numbers.size(args.get(0));
    List<Value> batches = new ArrayList<>();
    List<Value> open = new ArrayList<>();
    for (Value value : list(meter, input)) {
      if (open.size() == size) {
        batches.add(new ListValue(open));
        open = new ArrayList<>();
      }
      open.add(value);
    }
    if (!open.isEmpty()) {
      if (fill != None.NONE && open.size() < size) {
        meter.list((long) size - open.size());
        open.addAll(Collections.nCopies(size - open.size(), fill));
      }
      batches.add(new ListValue(open));
    }
    return Generator.of(batches.iterator());
  }

  private static Value slice(Meter meter, Value input, Bound args) {
    Value fill = args.or(1, None.NONE);
    int slices = Numbers.size(args.get(0));
    List<Value> all = list(meter, input);
    if (slices == 0) {
      throw TemplateException.runtime("integer division or modulo by zero");
    }
    meter.list(Math.max(0, slices));
    List<Value> cut = new ArrayList<>();
    int each = all.size() / Math.max(1, slices);
    int extra = all.size() % Math.max(1, slices);
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int to = from + each + (i < extra ? 1 : 0);
      List<Value> part = new ArrayList<>(all.subList(from, to));
      if (fill != None.NONE && i >= extra) {
        part.add(fill);
      }
      cut.add(new ListValue(part));
      from = to;
    }
    return Generator.of(cut.iterator());
  }

  private static Value groupBy(Meter meter, Value input, Bound args) {
    boolean exact = args.or(2, Bool.FALSE).truth();
    Optional<Value> fallback = args.find(1).filter(value -> value != None.NONE);
    Attributes path = Attributes.of(args.get(0), fallback);
    List<Keyed> all = keyed(meter, input, value -> folded(path.of(meter, value), exact));
    all.sort(order(meter));
    List<Value> groups = new ArrayList<>();
    for (int from = 0; from < all.size(); ) {
      Value key = all.get(from).key();
      List<Value> members = new ArrayList<>();
      int to = from;
      while (to < all.size() && Comparison.equal(meter, all.get(to).key(), key)) {
        members.add(all.get(to++).value());
      }
      // NaN equals nothing, not even itself.
      if (to == from) {
        members.add(all.get(to++).value());
      }
      Value shown = exact ? key : path.of(meter, members.get(0));
      groups.add(
          new TupleValue(List.of(shown, new ListValue(members)), List.of("grouper", "list")));
      from = to;
    }
    return new ListValue(groups);
  }
}
