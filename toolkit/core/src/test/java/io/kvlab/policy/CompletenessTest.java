package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.dsl.Parameter;
import io.kvlab.policy.method.StandardPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy that is added somewhere is added everywhere: code, registry, tests and page. */
class CompletenessTest {
  private static final PolicyRegistry REGISTRY = StandardPolicies.REGISTRY;

  private static Policy sample(String name) {
    return REGISTRY.create(name.equals("ada") ? "ada(snapkv)" : name);
  }

  @Test
  void everyPolicyClassIsRegistered() throws Exception {
    Path classes =
        Path.of(Policy.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> existing = new TreeSet<>();
    try (Stream<Path> files = Files.list(classes.resolve("io/kvlab/policy/method"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = Class.forName("io.kvlab.policy.method." + name);
        if (Policy.class.isAssignableFrom(type) && type.isRecord() && !type.isMemberClass()) {
          existing.add(type.getSimpleName());
        }
      }
    }
    Set<String> registered = new TreeSet<>();
    for (PolicyDescription description : REGISTRY.descriptions()) {
      registered.add(sample(description.name()).getClass().getSimpleName());
    }
    assertEquals(existing, registered);
  }

  @Test
  void everyPolicyIsInTheListsOfTheOtherTests() {
    Set<String> names = new TreeSet<>();
    REGISTRY.descriptions().forEach(description -> names.add(description.name()));
    for (Class<?> test : List.of(BudgetTest.class, StatelessnessTest.class)) {
      Set<String> listed = new TreeSet<>();
      for (var method : test.getDeclaredMethods()) {
        if (method.isAnnotationPresent(ValueSource.class)) {
          for (String expression : method.getAnnotation(ValueSource.class).strings()) {
            listed.add(expression.replaceFirst("\\(.*", ""));
          }
          if (method.getAnnotation(ValueSource.class).ints().length > 0) {
            listed.add("chunkkv"); // listed by its chunk
          }
        }
      }
      assertEquals(names, listed, test.getSimpleName());
    }
  }

  @Test
  void thePageSaysWhatTheRegistrySays() throws IOException {
    List<String> page = Files.readAllLines(Path.of("../../docs/POLICIES.md"));
    for (PolicyDescription description : REGISTRY.descriptions()) {
      int heading = page.indexOf("## " + description.name());
      assertTrue(heading >= 0, "no section " + description.name());
      List<String> section = new ArrayList<>();
      for (int i = heading + 1; i < page.size() && !page.get(i).startsWith("## "); i++) {
        section.add(page.get(i));
      }
      assertEquals(
          description.parameters().stream().map(CompletenessTest::row).toList(),
          section.stream().filter(line -> line.startsWith("| `")).toList(),
          description.name());
      String text = String.join(" ", section);
      assertTrue(text.contains(description.paper()), description.paper());
      description.aliases().forEach(alias -> assertTrue(text.contains("`" + alias + "`"), alias));
    }
  }

  private static String row(Parameter parameter) {
    return "| `"
        + parameter.name()
        + "` | "
        + parameter.defaultText().map(text -> "`" + text + "`").orElse("required")
        + " | "
        + values(parameter)
        + " | "
        + parameter.help()
        + " |";
  }

  private static String values(Parameter parameter) {
    return switch (parameter.type()) {
      case FLAG -> "true, false";
      case POLICY -> "a policy";
      case CHOICE -> String.join(", ", parameter.choices());
      default ->
          parameter.most().isPresent()
              ? plain(parameter.least()) + " to " + plain(parameter.most())
              : plain(parameter.least()) + " and up";
    };
  }

  private static String plain(OptionalDouble number) {
    return String.valueOf((long) number.orElseThrow());
  }
}
