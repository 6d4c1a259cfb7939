package io.kvlab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.dsl.ast.Budgets;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Value;
import io.kvlab.plan.Plan;
import io.kvlab.report.chart.Mark;
import io.kvlab.session.Outcome;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken apart by kind: a kind that is forgotten somewhere does not compile. */
class CasesTest {
  static Stream<Arguments> kindsAndCases() {
    return Stream.of(
        Arguments.of(Outcome.class, Outcome.Cases.class),
        Arguments.of(Statement.class, Statement.Cases.class),
        Arguments.of(Query.class, Query.Cases.class),
        Arguments.of(Value.class, Value.Cases.class),
        Arguments.of(Mark.class, Mark.Pen.class));
  }

  @ParameterizedTest
  @MethodSource("kindsAndCases")
  void everyKindHasAMethodThatMustBeWritten(Class<?> sealed, Class<?> cases) {
    List<Method> methods = Arrays.asList(cases.getDeclaredMethods());
    assertThat(methods).allMatch(method -> Modifier.isAbstract(method.getModifiers()));
    assertThat(methods.stream().map(method -> method.getParameterTypes()[0]))
        .containsExactlyInAnyOrderElementsOf(kinds(sealed, cases).toList());
  }

  /** The records; a sealed part that is handed on whole, as queries are, counts as one. */
  private static Stream<Class<?>> kinds(Class<?> sealed, Class<?> cases) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .flatMap(
            kind ->
                !kind.isSealed() || handedOn(kind, cases) ? Stream.of(kind) : kinds(kind, cases));
  }

  private static boolean handedOn(Class<?> kind, Class<?> cases) {
    return Arrays.stream(cases.getDeclaredMethods())
        .anyMatch(method -> method.getParameterTypes()[0] == kind);
  }

  @ParameterizedTest
  @ValueSource(classes = {Source.class, Budgets.class, Plan.Work.class})
  void whereThereAreTwoKindsMatchTakesAFunctionForEach(Class<?> sealed) {
    Method match =
        Arrays.stream(sealed.getDeclaredMethods())
            .filter(method -> method.getName().equals("match"))
            .findFirst()
            .orElseThrow();
    assertThat(Modifier.isAbstract(match.getModifiers())).isTrue();
    assertThat(match.getParameterTypes())
        .hasSameSizeAs(sealed.getPermittedSubclasses())
        .containsOnly(Function.class);
  }

  @Test
  void whoForgetsAKindDoesNotCompile(@TempDir Path classes) {
    String all =
        Arrays.stream(Query.Cases.class.getDeclaredMethods())
            .map(
                method ->
                    "public Integer %s(%s query) { return 1; }"
                        .formatted(
                            method.getName(), method.getParameterTypes()[0].getCanonicalName()))
            .reduce("", String::concat);
    String one = all.replaceFirst("public Integer [^}]*}", "");
    assertThat(compiles(all, classes)).isTrue();
    assertThat(compiles(one, classes)).isFalse();
  }

  private static boolean compiles(String methods, Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String text =
        "final class Some implements io.kvlab.dsl.ast.Query.Cases<Integer> {" + methods + "}";
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Some.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    List<String> options =
        List.of(
            "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    return compiler
        .getTask(new StringWriter(), null, problem -> {}, options, null, List.of(source))
        .call();
  }
}
