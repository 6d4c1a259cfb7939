package io.kvlab.template.run;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Comparison;
import io.kvlab.template.value.Function;
import io.kvlab.template.value.HostObject;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** {@code loop}: where a loop stands. It looks one element ahead only when asked. */
final class LoopValue implements HostObject {
  /** Runs the loop's body over other elements, one level deeper. */
  interface Recursion {
    Value run(Value elements, int depth);
  }

  private final Value source;
  private final Meter meter;
  private final int depth;
  private final Optional<Recursion> recursion;
  private Iterator<Value> elements;
  private int index = -1;
  private Optional<Long> length = Optional.empty();
  private Optional<Value> ahead = Optional.empty();
  private Optional<Value> current = Optional.empty();
  private Optional<Value> before = Optional.empty();
  private Optional<Value> changed = Optional.empty();

  LoopValue(
      Value source,
      Iterator<Value> elements,
      Meter meter,
      int depth,
      Optional<Recursion> recursion) {
    this.source = source;
    this.elements = elements;
    this.meter = meter;
    this.depth = depth;
    this.recursion = recursion;
  }

  boolean hasNext() {
    return ahead.isPresent() || elements.hasNext();
  }

  Value next() {
    Value value = ahead.isPresent() ? ahead.get() : elements.next();
    ahead = Optional.empty();
    before = current;
    current = Optional.of(value);
    index++;
    return value;
  }

  private Optional<Value> peek() {
    if (ahead.isEmpty() && elements.hasNext()) {
      ahead = Optional.of(elements.next());
    }
    return ahead;
  }

  // Elements without a length are counted by reading them.
  @Override
  public long length() {
    if (length.isEmpty()) {
      if (counted(source)) {
        length = Optional.of(source.length());
      } else {
        List<Value> rest = new ArrayList<>();
        while (elements.hasNext()) {
          meter.list(1);
          rest.add(elements.next());
        }
        elements = rest.iterator();
        length = Optional.of(rest.size() + index + 1L + (ahead.isPresent() ? 1 : 0));
      }
    }
    return length.get();
  }

  private static boolean counted(Value value) {
    return !(value instanceof io.kvlab.template.value.Generator);
  }

  @Override
  public String type() {
    return "LoopContext";
  }

  @Override
  public boolean iterable() {
    return true;
  }

  @Override
  public boolean truth() {
    return length() > 0;
  }

  @Override
  public String shown() {
    return "<LoopContext " + (index + 1) + "/" + length() + ">";
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Value call(Meter callMeter, Arguments arguments) {
    if (recursion.isEmpty()) {
      throw TemplateException.runtime(
          "The loop must have the 'recursive' marker to be called recursively.");
    }
    if (arguments.positional().size() != 1) {
      throw TemplateException.runtime("loop() takes one argument");
    }
    return recursion.get().run(arguments.positional().get(0), depth + 1);
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "index" -> Optional.of(Int.of(index + 1L));
      case "index0" -> Optional.of(Int.of(index));
      case "revindex" -> Optional.of(Int.of(length() - index));
      case "revindex0" -> Optional.of(Int.of(length() - index - 1));
      case "length" -> Optional.of(Int.of(length()));
      case "first" -> Optional.of(Bool.of(index == 0));
      case "last" -> Optional.of(Bool.of(peek().isEmpty()));
      case "depth" -> Optional.of(Int.of(depth + 1L));
      case "depth0" -> Optional.of(Int.of(depth));
      case "previtem" ->
          Optional.of(before.orElseGet(() -> Undefined.of("there is no previous item")));
      case "nextitem" -> Optional.of(peek().orElseGet(() -> Undefined.of("there is no next item")));
      case "cycle" -> Optional.of(new Function(name, (m, args) -> cycle(args)));
      case "changed" -> Optional.of(new Function(name, (m, args) -> changed(args)));
      default -> Optional.empty();
    };
  }

  private Value cycle(Arguments args) {
    if (args.positional().isEmpty()) {
      throw TemplateException.runtime("no items for cycling given");
    }
    return args.positional().get(index % args.positional().size());
  }

  private Value changed(Arguments args) {
    Value now = TupleValue.of(args.positional());
    boolean same = changed.isPresent() && Comparison.equal(meter, changed.get(), now);
    changed = Optional.of(now);
    return Bool.of(!same);
  }
}
