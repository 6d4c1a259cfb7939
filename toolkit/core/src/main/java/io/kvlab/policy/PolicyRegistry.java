package io.kvlab.policy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Suggestions;
import io.kvlab.dsl.ast.Call;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All policies by name: what they take, and how they are built from an expression such as {@code
 * ada(snapkv(window=16), floor=0.2)}. Immutable; {@link #with} gives a registry with one more, so a
 * notebook can add a policy of its own:
 *
 * <pre>{@code
 * registry.with(
 *     PolicyDescription.of("newest", "the last positions", "",
 *         Parameter.integer("skip", 0, 0, "positions left out at the end")),
 *     given -> new Newest(given.integer("skip")))
 * }</pre>
 */
public final class PolicyRegistry {
  /** Builds a policy from its parameters. */
  @FunctionalInterface
  public interface Factory {
    Policy create(PolicyArguments given);
  }

  private record Entry(PolicyDescription description, Factory factory, boolean builtIn) {}

  private final Map<String, Entry> entries; // by name and by alias, in order

  private PolicyRegistry(Map<String, Entry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** No policies at all. */
  public static PolicyRegistry empty() {
    return new PolicyRegistry(new LinkedHashMap<>());
  }

  /**
   * This registry with one more policy. A policy that was added before may be replaced, one that
   * kvlab brings may not.
   */
  public PolicyRegistry with(PolicyDescription description, Factory factory) {
    return with(new Entry(description, factory, false));
  }

  public PolicyRegistry withBuiltIn(PolicyDescription description, Factory factory) {
    return with(new Entry(description, factory, true));
  }

  private PolicyRegistry with(Entry entry) {
    String name = entry.description().name();
    Map<String, Entry> more = new LinkedHashMap<>(entries);
    more.values().removeIf(e -> !e.builtIn() && e.description().name().equals(name));
    add(more, name, entry);
    entry.description().aliases().forEach(alias -> add(more, alias, entry));
    return new PolicyRegistry(more);
  }

  private static void add(Map<String, Entry> entries, String name, Entry entry) {
    if (entries.putIfAbsent(name, entry) != null) {
      throw KvlabException.usage(
          "There is a policy '" + name + "' already; give yours another name.");
    }
  }

  /**
   * Builds a policy.
   *
   * @param call its name and parameters, as {@link Dsl} parses them
   * @throws KvlabException if the name or a parameter is wrong
   */
  public Policy create(Call call) {
    Entry entry = entries.get(call.name().text());
    if (entry == null) {
      String name = call.name().text();
      throw KvlabException.usage(
          "Unknown policy '"
              + name
              + "'. "
              + Suggestions.closest(name, entries.keySet())
                  .map(meant -> "Did you mean '" + meant + "'?")
                  .orElse("There is " + String.join(", ", entries.keySet()) + "."));
    }
    return entry.factory().create(new PolicyArguments(entry.description(), call, this));
  }

  /**
   * Builds a policy from an expression of the language.
   *
   * @throws KvlabException if the expression, the name or a parameter is wrong
   */
  public Policy create(String expression) {
    try {
      return create(Dsl.parsePolicy(expression));
    } catch (DslException wrong) {
      throw KvlabException.usage(wrong.rendered());
    }
  }

  /** The policy of this name or alias. */
  public Optional<PolicyDescription> find(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::description);
  }

  /** All policies, each once. */
  public List<PolicyDescription> descriptions() {
    return entries.values().stream().map(Entry::description).distinct().toList();
  }

  /** All names and aliases, as the language's checker and completion want them. */
  public List<Described> described() {
    return entries.entrySet().stream()
        .map(entry -> entry.getValue().description().described(entry.getKey()))
        .toList();
  }
}
