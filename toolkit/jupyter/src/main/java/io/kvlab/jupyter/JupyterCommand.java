package io.kvlab.jupyter;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./kvlab jupyter install}. */
@Command(
    name = "jupyter",
    mixinStandardHelpOptions = true,
    description = "the kernel in an existing Jupyter",
    subcommands = JupyterCommand.Install.class)
final class JupyterCommand {
  /** Puts the kernel where Jupyter finds it. */
  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description = "put the kvlab kernel where Jupyter finds it")
  static final class Install implements Callable<Integer> {
    @ArgGroup(exclusive = true)
    @Nullable Where where;

    /** One of the two. */
    static final class Where {
      @Option(names = "--user", description = "for this user (default)")
      boolean user;

      @Option(names = "--prefix", paramLabel = "DIR", description = "below DIR, an environment")
      @Nullable Path prefix;
    }

    @Override
    public Integer call() {
      Path folder =
          where != null && where.prefix != null
              ? KernelSpec.install(where.prefix)
              : KernelSpec.installForUser();
      System.out.println("The kernel 'kvlab' is installed in " + folder + ".");
      return 0;
    }
  }
}
