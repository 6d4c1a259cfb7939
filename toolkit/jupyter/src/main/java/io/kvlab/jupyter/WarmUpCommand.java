package io.kvlab.jupyter;

import io.kvlab.jupyter.internal.kernel.CellOutput;
import io.kvlab.jupyter.internal.kernel.Kernel;
import io.kvlab.jupyter.internal.notebook.CollectedOutput;
import io.kvlab.jupyter.internal.wire.KernelServer;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Goes once through a kernel's start and its first cells, for the launcher's class archive. */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("kvlab-warm-up");
    Path store = folder.resolve("runs.db");
    Settings settings = Settings.ofUser().with(SettingKey.STORE, store.toString(), "--store");
    try (Kernel kernel = Kernel.open(settings, folder)) {
      CellOutput output = new CollectedOutput(1);
      KernelServer.warmUp();
      kernel.execute("show policies", 1, false, output);
      kernel.execute("compress snapkv ratio 0.5 on gsm-mini with nano limit 1", 2, false, output);
      kernel.execute("val x = 1\nx + 1", 3, false, output);
      kernel.complete("x.toS", 5);
      kernel.complete("compress sn", 11);
    }
    return 0;
  }
}
