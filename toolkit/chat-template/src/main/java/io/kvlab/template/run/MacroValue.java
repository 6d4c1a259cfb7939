package io.kvlab.template.run;

import io.kvlab.template.TemplateException;
import io.kvlab.template.syntax.Stmt;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.HostObject;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TupleValue;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A macro, or the caller of a call block: a body with parameters. */
final class MacroValue implements HostObject {
  /** Runs the body with its parameters set. */
  interface Body {
    Value run(Map<String, Optional<Value>> parameters);
  }

  private final Stmt.Signature signature;
  private final Body body;

  MacroValue(Stmt.Signature signature, Body body) {
    this.signature = signature;
    this.body = body;
  }

  @Override
  public String type() {
    return "Macro";
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public String shown() {
    return "<Macro " + Repr.quoted(signature.name()) + ">";
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "name" -> Optional.of(Text.of(signature.name()));
      case "arguments" ->
          Optional.of(
              TupleValue.of(signature.parameters().stream().map(p -> (Value) Text.of(p)).toList()));
      case "catch_kwargs" -> Optional.of(uses("kwargs"));
      case "catch_varargs" -> Optional.of(uses("varargs"));
      case "caller" -> Optional.of(uses("caller"));
      default -> Optional.empty();
    };
  }

  private Bool uses(String name) {
    return Bool.of(signature.used().contains(name) && !signature.parameters().contains(name));
  }

  // A parameter that nothing was given for is present with no value: its default is computed later.
  @Override
  public Value call(Meter meter, Arguments arguments) {
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    Map<String, Optional<Value>> parameters = new LinkedHashMap<>();
    List<Value> positional = arguments.positional();
    List<String> names = signature.parameters();
    for (int i = 0; i < names.size(); i++) {
      parameters.put(
          names.get(i),
          i < positional.size()
              ? Optional.of(positional.get(i))
              : Optional.ofNullable(named.remove(names.get(i))));
    }
    if (uses("caller").truth()) {
      Value caller = named.getOrDefault("caller", None.NONE);
      named.remove("caller");
      parameters.put(
          "caller", Optional.of(caller == None.NONE ? Undefined.of("No caller defined") : caller));
    }
    if (uses("kwargs").truth()) {
      Dict rest = new Arguments(List.of(), named).namedAsDict(meter);
      parameters.put("kwargs", Optional.of(rest));
    } else if (!named.isEmpty()) {
      throw TemplateException.runtime(
          "macro "
              + Repr.quoted(signature.name())
              + " takes no keyword argument "
              + Repr.quoted(named.keySet().iterator().next()));
    }
    if (uses("varargs").truth()) {
      int from = Math.min(names.size(), positional.size());
      List<Value> rest = positional.subList(from, positional.size());
      parameters.put("varargs", Optional.of(TupleValue.of(rest)));
    } else if (positional.size() > names.size()) {
      throw TemplateException.runtime(
          "macro "
              + Repr.quoted(signature.name())
              + " takes not more than "
              + names.size()
              + " argument(s)");
    }
    return body.run(parameters);
  }
}
