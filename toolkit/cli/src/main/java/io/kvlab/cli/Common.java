package io.kvlab.cli;

import io.kvlab.engine.RunProgress;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes. */
final class Common {
  private static final int USUAL_WIDTH = 160;

  /** How results are printed. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  @Option(
      names = "--format",
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "table (default), csv or json")
  Format format = Format.TABLE;

  @Option(
      names = "--store",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "where runs are stored (default: the user's data folder)")
  @Nullable Path store;

  @Option(
      names = "--device",
      scope = ScopeType.INHERIT,
      paramLabel = "DEVICE",
      description = "auto (default), cpu or gpu")
  @Nullable String device;

  @Option(
      names = "--data",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "a folder with datasets")
  @Nullable Path data;

  @Option(
      names = "--manifest",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "a YAML file with further datasets and models")
  @Nullable Path manifest;

  @Option(
      names = "--seed",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      description = "seed of everything that draws (default 0)")
  @Nullable String seed;

  @Option(
      names = "--limit",
      scope = ScopeType.INHERIT,
      paramLabel = "N",
      description = "examples per task (default: all)")
  @Nullable String limit;

  @Option(
      names = "--chat",
      scope = ScopeType.INHERIT,
      paramLabel = "MODE",
      description =
          "whether prompts go through the model's chat template: on, off or auto (default)")
  @Nullable String chat;

  @Option(
      names = "--ignore-generation-config",
      scope = ScopeType.INHERIT,
      description = "pass over what a model's generation_config.json asks for and kvlab lacks")
  boolean ignoreGenerationConfig;

  @Option(
      names = "--run-code",
      scope = ScopeType.INHERIT,
      description = "execute generated code, in a sandbox, to score it")
  boolean runCode;

  @Option(
      names = "--without",
      scope = ScopeType.INHERIT,
      paramLabel = "LIST",
      description = "mechanisms of the engine that are not used, such as verify,merging")
  @Nullable String without;

  @Option(
      names = "--fresh",
      scope = ScopeType.INHERIT,
      description = "start over, whatever is stored of the same run")
  boolean fresh;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "no progress on stderr")
  boolean quiet;

  /** Columns of the terminal that results are printed to. */
  IntSupplier width = Common::exportedWidth;

  /** Whoever else hears how far a run is; tests wait by it. */
  UnaryOperator<RunProgress> watched = UnaryOperator.identity();

  /** The launcher exports the width where there is a terminal. */
  private static int exportedWidth() {
    String columns = System.getenv("COLUMNS");
    boolean known = columns != null && columns.matches("[1-9]\\d{1,4}");
    return System.console() == null
        ? TextTable.UNLIMITED
        : known ? Integer.parseInt(columns) : USUAL_WIDTH;
  }

  /** The user's settings with the flags over them. */
  Settings settings() {
    Settings settings = Settings.ofUser();
    settings = over(settings, SettingKey.STORE, store, "--store");
    settings = over(settings, SettingKey.DEVICE, device, "--device");
    settings = over(settings, SettingKey.DATA, data, "--data");
    settings = over(settings, SettingKey.MANIFEST, manifest, "--manifest");
    settings = over(settings, SettingKey.SEED, seed, "--seed");
    settings = over(settings, SettingKey.LIMIT, limit, "--limit");
    settings = over(settings, SettingKey.CHAT, chat, "--chat");
    settings = over(settings, SettingKey.WITHOUT, without, "--without");
    settings =
        over(
            settings,
            SettingKey.IGNORE_GENERATION_CONFIG,
            ignoreGenerationConfig ? "true" : null,
            "--ignore-generation-config");
    return over(settings, SettingKey.RUN_CODE, runCode ? "true" : null, "--run-code");
  }

  private static Settings over(
      Settings settings, SettingKey key, @Nullable Object value, String flag) {
    return Optional.ofNullable(value)
        .map(v -> settings.with(key, v.toString(), flag))
        .orElse(settings);
  }
}
