package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.catalog.Tasks;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Code completions are run, and only when the user has said so. */
class CodeTaskTest {
  private static Task open(String name, TaskOptions options) {
    Task task = new Tasks(Manifest.bundled(), options).open(name);
    try {
      task.requireScorable();
    } catch (KvlabException e) {
      if (e.kind() == KvlabException.Kind.RUN) {
        throw new TestAbortedException("skipped: " + e.getMessage());
      }
      throw e;
    }
    return task;
  }

  @Test
  void codeIsNotRunUnlessAskedFor() {
    Task task = Shared.tasks().open("humaneval");
    assertThatThrownBy(task::requireScorable)
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("allow it with --run-code");
    assertThatThrownBy(() -> task.score(0, "    pass\n")).hasMessageContaining("--run-code");
  }

  @Test
  void everyCanonicalSolutionPassesAndEveryBrokenOneFails() {
    Task task = open("humaneval", Shared.options().withRunCode(true));
    List<Integer> wrong =
        IntStream.range(0, task.size())
            .parallel()
            .filter(
                i -> {
                  String canonical = task.prompt(i, 0).gold();
                  return task.score(i, canonical).value() != 1
                      || task.score(i, broken(canonical)).value() != 0;
                })
            .boxed()
            .toList();
    assertThat(task.size()).isEqualTo(164);
    assertThat(wrong).isEmpty();
  }

  /** The same function, which returns something that no test expects. */
  private static String broken(String canonical) {
    return "    return object()\n" + canonical;
  }

  @Test
  void smallCodeIsComparedAsTextOrRunAsAskedFor() {
    Path file = Shared.path("prototypes/nano/data/code.jsonl");
    TaskOptions options = Shared.options().withFile("code-mini", file);
    Task compared = open("code-mini", options);
    assertThat(compared.metric()).isEqualTo("exact");
    assertThat(compared.score(0, " return abs(b - a) > 7\n\n# more").value()).isEqualTo(1);
    assertThat(compared.score(0, " return abs(a - b) > 7").value()).isEqualTo(0);

    Task run = open("code-mini", options.withRunCode(true));
    assertThat(run.metric()).isEqualTo("code");
    assertThat(run.score(0, " return abs(a - b) > 7\n\n# more").value()).isEqualTo(1);
    assertThat(run.score(0, " return abs(a - b) > 6").value()).isEqualTo(0);
  }
}
