package io.kvlab.cli;

import io.kvlab.model.TensorEvidence;
import io.kvlab.policy.cases.PolicyCases;
import io.kvlab.policy.method.StandardPolicies;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Holds our selections against another implementation's. */
@Command(name = "select", description = "what policies keep of given queries and keys")
final class SelectCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Option(
      names = "--cases",
      required = true,
      paramLabel = "FILE.json",
      description = "an array of cases: tensors, policy, capacity or ratio with shots")
  Path cases = Path.of("");

  @Override
  public Integer call() {
    try (TensorEvidence evidence = new TensorEvidence()) {
      System.out.println(new PolicyCases(StandardPolicies.REGISTRY, evidence::read).run(cases));
    }
    return 0;
  }
}
