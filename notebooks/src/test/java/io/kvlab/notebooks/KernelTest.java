package io.kvlab.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel as Jupyter's own clients meet it; the tests themselves are in Python. */
class KernelTest {
  private static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void passesJupytersConformanceSuite() throws Exception {
    Jupyter.require("python3-jupyter-kernel-test", "jupyter_kernel_test");
    String printed = Jupyter.in(folder).python(SCRIPTS.resolve("conformance.py").toString());
    assertThat(printed).contains("OK");
  }

  @Test
  void behavesAsNotebooksPromise() throws Exception {
    Jupyter.require("python3-jupyter-client", "jupyter_client");
    Jupyter jupyter = Jupyter.in(folder).with("KVLAB_TEST_EXPERIMENT", Experiments.small());
    String printed =
        jupyter
            .with("KVLAB_TEST_LONG_EXPERIMENT", Experiments.large())
            .python(SCRIPTS.resolve("behaviour.py").toString());
    System.out.println(printed);
    assertThat(printed).contains("OK");
  }
}
