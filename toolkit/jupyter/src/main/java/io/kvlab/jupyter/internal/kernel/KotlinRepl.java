package io.kvlab.jupyter.internal.kernel;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jetbrains.kotlinx.jupyter.api.JupyterClientType;
import org.jetbrains.kotlinx.jupyter.messaging.CommHandler;
import org.jetbrains.kotlinx.jupyter.messaging.DisplayHandler;
import org.jetbrains.kotlinx.jupyter.messaging.JupyterConnectionInternal;
import org.jetbrains.kotlinx.jupyter.repl.creating.BaseReplFactory;
import org.jetbrains.kotlinx.jupyter.repl.creating.MockJupyterConnection;

/**
 * Builds the Kotlin compiler's REPL. It is built as an embedded one: snippets are loaded beside
 * this kernel, so that a value made by the language and a Kotlin variable are of the same class.
 */
final class KotlinRepl extends BaseReplFactory {
  private final DisplayHandler displays;
  private final Object scope;

  /**
   * @param displays where {@code DISPLAY(...)} goes
   * @param scope its public members are visible in every snippet
   */
  KotlinRepl(DisplayHandler displays, Object scope) {
    this.displays = displays;
    this.scope = scope;
  }

  @Override
  protected DisplayHandler provideDisplayHandler() {
    return displays;
  }

  @Override
  protected List<File> provideScriptClasspath() {
    List<File> files = new ArrayList<>();
    for (String entry :
        Arrays.asList(
            System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))) {
      files.add(new File(entry));
    }
    return files;
  }

  @Override
  protected List<Object> provideScriptReceivers() {
    return List.of(scope);
  }

  @Override
  protected boolean provideIsEmbedded() {
    return true;
  }

  /** Messages are this kernel's own affair: nothing in the REPL talks to a client by itself. */
  @Override
  protected JupyterConnectionInternal provideConnection() {
    return MockJupyterConnection.INSTANCE;
  }

  @Override
  protected List<CommHandler> provideCommHandlers() {
    return List.of();
  }

  @Override
  protected JupyterClientType provideExplicitClientType() {
    return JupyterClientType.JUPYTER_NOTEBOOK;
  }
}
