package io.kvlab.jupyter.internal.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.jvm.JvmClassMappingKt;
import kotlin.jvm.internal.Reflection;
import kotlin.script.experimental.api.SourceCodeCompletionVariant;
import kotlinx.serialization.json.JsonObject;
import org.jetbrains.kotlinx.jupyter.EvalRequestData;
import org.jetbrains.kotlinx.jupyter.ReplForJupyter;
import org.jetbrains.kotlinx.jupyter.api.DisplayResult;
import org.jetbrains.kotlinx.jupyter.api.Renderable;
import org.jetbrains.kotlinx.jupyter.api.RenderersHandlingKt;
import org.jetbrains.kotlinx.jupyter.api.ResultsKt;
import org.jetbrains.kotlinx.jupyter.api.VariableDeclaration;
import org.jetbrains.kotlinx.jupyter.api.VariableState;
import org.jetbrains.kotlinx.jupyter.api.libraries.ExecutionHost;
import org.jetbrains.kotlinx.jupyter.api.libraries.LibraryDefinitionImplKt;
import org.jetbrains.kotlinx.jupyter.exceptions.ReplCompilerException;
import org.jetbrains.kotlinx.jupyter.messaging.DisplayHandler;
import org.jetbrains.kotlinx.jupyter.repl.CompletionResult;
import org.jspecify.annotations.Nullable;

/** Cells in Kotlin. The compiler starts with the first of them, not with the kernel. */
final class KotlinCells implements DisplayHandler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<ReplForJupyter> create;
  private final NestedStatements nested;
  private @Nullable ReplForJupyter started;
  private final AtomicReference<@Nullable CellOutput> output = new AtomicReference<>();
  private final Map<String, Object> undeclared = new LinkedHashMap<>();

  /**
   * @param scope its public members are visible in every cell
   * @param imports for every cell, for instance {@code io.kvlab.policy.*}
   * @param renderers how values of these types are shown
   * @param nested the statements that stand inside of Kotlin
   */
  KotlinCells(
      Object scope, List<String> imports, List<Renderer<?>> renderers, NestedStatements nested) {
    this.nested = nested;
    this.create =
        () -> {
          ReplForJupyter repl = new KotlinRepl(this, scope).createRepl();
          repl.eval(
              host -> {
                host.addLibrary(
                    LibraryDefinitionImplKt.libraryDefinition(
                        library -> {
                          library.setImports(imports);
                          library.setRenderers(
                              renderers.stream().map(KotlinCells::handler).toList());
                          return Unit.INSTANCE;
                        }));
                return Unit.INSTANCE;
              });
          return repl;
        };
  }

  /** The compiler, started by whoever needs it first. */
  private synchronized ReplForJupyter repl() {
    ReplForJupyter repl = started == null ? create.get() : started;
    started = repl;
    return repl;
  }

  private synchronized boolean isStarted() {
    return started != null;
  }

  private static <T> org.jetbrains.kotlinx.jupyter.api.RendererHandler handler(
      Renderer<T> renderer) {
    return RenderersHandlingKt.createRenderer(
        JvmClassMappingKt.getKotlinClass(renderer.type()), value -> shown(renderer.show(value)));
  }

  private static DisplayResult shown(MimeBundle bundle) {
    List<kotlin.Pair<String, String>> forms = new ArrayList<>();
    bundle
        .data()
        .properties()
        .forEach(f -> forms.add(new kotlin.Pair<>(f.getKey(), text(f.getValue()))));
    @SuppressWarnings({"unchecked", "rawtypes"}) // a vararg of a generic Kotlin type
    kotlin.Pair<String, String>[] array = forms.toArray(new kotlin.Pair[0]);
    return ResultsKt.mimeResult(array);
  }

  private static String text(com.fasterxml.jackson.databind.JsonNode form) {
    return form.isTextual() ? form.textValue() : form.toString();
  }

  /** From the next Kotlin cell on, {@code name} is a variable that holds {@code value}. */
  synchronized void declare(String name, Object value) {
    undeclared.put(name, value);
  }

  /** The value of a variable as text. */
  Optional<String> variable(String name) {
    return isStarted()
        ? Optional.ofNullable(repl().getNotebook().getVariablesState().get(name))
            .map(VariableState::getStringValue)
        : Optional.empty();
  }

  /** All variables of the cells so far. */
  Map<String, VariableState> variables() {
    return isStarted() ? repl().getNotebook().getVariablesState() : Map.of();
  }

  private synchronized void declareAll() {
    if (undeclared.isEmpty()) {
      return;
    }
    List<VariableDeclaration> variables = new ArrayList<>();
    undeclared.forEach(
        (name, value) ->
            variables.add(
                new VariableDeclaration(name, value, Reflection.typeOf(value.getClass()), false)));
    undeclared.clear();
    repl()
        .eval(
            host -> {
              host.declare(variables);
              return Unit.INSTANCE;
            });
  }

  /**
   * Compiles and runs {@code code}. A Kotlin {@code ReplException}, which Java takes for checked
   * and Kotlin does not declare, says that it does not compile or fails.
   *
   * @param count the number of the cell
   */
  Optional<MimeBundle> run(String code, int count, boolean store, CellOutput out) {
    output.set(out);
    try {
      repl().getNotebook().beginEvalSession();
      declareAll();
      DisplayResult shown =
          repl()
              .evalEx(new EvalRequestData(nested.replaced(code), count, store, false))
              .getDisplayValue();
      return shown == null ? Optional.empty() : Optional.of(bundle(shown));
    } finally {
      output.set(null);
    }
  }

  CellCompletion complete(String code, int caret) {
    List<CellCompletion.Candidate> found = new ArrayList<>();
    variants(code, caret)
        .forEach(v -> found.add(new CellCompletion.Candidate(v.getText(), v.getIcon())));
    return new CellCompletion(
        found.stream().distinct().toList(), Math.min(wordStart(code, caret), caret), caret);
  }

  /** The type and value of a variable, the signatures of anything else. */
  Optional<MimeBundle> inspect(String code, int caret) {
    int start = wordStart(code, Math.min(caret, code.length()));
    int end = start;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    String word = code.substring(start, end);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    boolean member = start > 0 && code.charAt(start - 1) == '.';
    VariableState variable = member ? null : variables().get(word);
    if (variable != null) {
      return Optional.of(MimeBundle.text(Variables.line(word, variable)));
    }
    List<String> lines =
        variants(code, end).stream()
            .filter(v -> v.getText().replaceFirst("[(<].*", "").equals(word))
            .map(v -> v.getDisplayText() + (v.getTail().isBlank() ? "" : "  " + v.getTail()))
            .distinct()
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(MimeBundle.text(String.join("\n", lines)));
  }

  private List<SourceCodeCompletionVariant> variants(String code, int caret) {
    declareAll();
    List<SourceCodeCompletionVariant> found = new ArrayList<>();
    repl()
        .complete(
            code,
            caret,
            result -> {
              if (result instanceof CompletionResult.Success success) {
                found.addAll(success.sortedRaw());
              }
              return Unit.INSTANCE;
            },
            new Continuation<Unit>() {
              @Override
              public CoroutineContext getContext() {
                return EmptyCoroutineContext.INSTANCE;
              }

              @Override
              public void resumeWith(Object result) {}
            });
    return found;
  }

  private static int wordStart(String code, int caret) {
    int start = caret;
    while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** {@code complete}, {@code incomplete} or {@code invalid}. */
  String completeness(String code) {
    try {
      return repl().checkComplete(code).isComplete() ? "complete" : "incomplete";
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof ReplCompilerException) {
        return "invalid";
      }
      throw new IllegalStateException(e);
    }
  }

  void close() {
    if (isStarted()) {
      repl().evalOnShutdown();
    }
  }

  @Override
  public void handleDisplay(Object value, ExecutionHost host, @Nullable String id) {
    CellOutput out = output.get();
    if (out != null) {
      render(value, host)
          .ifPresent(
              bundle -> {
                if (id == null) {
                  out.display(bundle);
                } else {
                  out.display(bundle, id);
                }
              });
    }
  }

  @Override
  public void handleUpdate(Object value, ExecutionHost host, @Nullable String id) {
    CellOutput out = output.get();
    if (out != null && id != null) {
      render(value, host).ifPresent(bundle -> out.update(bundle, id));
    }
  }

  private Optional<MimeBundle> render(Object value, ExecutionHost host) {
    Object rendered = repl().getNotebook().getRenderersProcessor().renderValue(host, value);
    if (rendered instanceof Unit) {
      return Optional.empty();
    }
    return Optional.of(
        rendered instanceof Renderable renderable
            ? bundle(renderable.render(repl().getNotebook()))
            : MimeBundle.text(String.valueOf(rendered)));
  }

  private static MimeBundle bundle(DisplayResult shown) {
    JsonObject json = shown.toJson(new JsonObject(Map.of()), null);
    try {
      ObjectNode tree = (ObjectNode) JSON.readTree(json.toString());
      return new MimeBundle(node(tree, "data"), node(tree, "metadata"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode node(ObjectNode tree, String name) {
    return tree.get(name) instanceof ObjectNode node ? node : JsonNodeFactory.instance.objectNode();
  }
}
