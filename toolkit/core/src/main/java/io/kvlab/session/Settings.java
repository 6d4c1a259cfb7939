package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.engine.Mechanism;
import io.kvlab.store.RunStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * How kvlab runs: each setting's value and where it came from. Flags and {@code set} statements
 * come before {@code KVLAB_*} variables, these before {@code ~/.config/kvlab/config.yaml}.
 * Immutable.
 */
public final class Settings {
  /** One setting's value and its origin, for {@code show settings}. */
  public record Value(String text, String origin) {}

  private final Map<SettingKey, Value> values;

  private Settings(Map<SettingKey, Value> values) {
    this.values = values;
  }

  /** Defaults alone: no file, no variables. */
  public static Settings defaults() {
    Map<SettingKey, Value> values = new EnumMap<>(SettingKey.class);
    for (SettingKey key : SettingKey.values()) {
      values.put(key, new Value(key.fallback(), "default"));
    }
    return new Settings(values);
  }

  /** What this user has configured: the config file, then the environment over it. */
  public static Settings ofUser() {
    return load(System.getenv(), configFile(System.getenv()));
  }

  /** As {@link #ofUser}, from a given environment and file. */
  public static Settings load(Map<String, String> environment, Path configFile) {
    Settings settings = defaults();
    for (Map.Entry<?, ?> entry : readConfig(configFile).entrySet()) {
      SettingKey key =
          SettingKey.find(String.valueOf(entry.getKey()))
              .orElseThrow(
                  () ->
                      KvlabException.usage(
                          configFile + ": there is no setting '" + entry.getKey() + "'."));
      if (entry.getValue() != null) {
        settings = settings.with(key, String.valueOf(entry.getValue()), configFile.toString());
      }
    }
    for (SettingKey key : SettingKey.values()) {
      String value = environment.get(key.variable());
      if (value != null) {
        settings = settings.with(key, value, key.variable());
      }
    }
    return settings;
  }

  private static Path configFile(Map<String, String> environment) {
    String base = environment.get("XDG_CONFIG_HOME");
    Path folder =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(base);
    return folder.resolve("kvlab").resolve("config.yaml");
  }

  /**
   * Values as they are written, or nothing: that off is no boolean and 010 not eight is YAML 1.2,
   * and what a setting accepts is for its key to say.
   */
  private static final class Texts extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  private static Map<?, ?> readConfig(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      LoaderOptions limits = new LoaderOptions();
      limits.setMaxAliasesForCollections(10);
      limits.setCodePointLimit(1 << 20);
      limits.setAllowDuplicateKeys(false);
      DumperOptions unused = new DumperOptions();
      Object root =
          new Yaml(
                  new SafeConstructor(limits), new Representer(unused), unused, limits, new Texts())
              .load(Files.readString(file));
      if (root == null) {
        return Map.of();
      }
      if (!(root instanceof Map<?, ?> settings)) {
        throw KvlabException.usage(file + ": expected lines of the form 'setting: value'.");
      }
      return settings;
    } catch (YAMLException e) {
      throw KvlabException.usage(
          file
              + " is not valid YAML: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** These settings with one changed; {@code origin} names the flag or statement. */
  public Settings with(SettingKey key, String value, String origin) {
    Map<SettingKey, Value> changed = new EnumMap<>(values);
    changed.put(key, new Value(key.checked(value, origin), origin));
    return new Settings(changed);
  }

  public Value value(SettingKey key) {
    Value value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("no value for " + key);
    }
    return value;
  }

  private String text(SettingKey key) {
    return value(key).text();
  }

  private OptionalInt count(SettingKey key) {
    String text = text(key);
    return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }

  /** The run store's file. A setting names the file, ending in .db or .kvlab, or its folder. */
  public Path store() {
    if (!text(SettingKey.STORE).isEmpty()) {
      Path path = Path.of(text(SettingKey.STORE));
      boolean file = Files.isRegularFile(path) || path.toString().matches("(?s).*\\.(db|kvlab)");
      return file ? path : path.resolve(RunStore.FILE_NAME);
    }
    String base = System.getenv("XDG_DATA_HOME");
    Path folder =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(base);
    return folder.resolve("kvlab").resolve("runs.db");
  }

  /** {@code auto}, {@code cpu} or {@code gpu}. */
  public String device() {
    return text(SettingKey.DEVICE);
  }

  public Optional<Path> data() {
    return path(SettingKey.DATA);
  }

  public Optional<Path> models() {
    return path(SettingKey.MODELS);
  }

  public Optional<Path> manifest() {
    return path(SettingKey.MANIFEST);
  }

  private Optional<Path> path(SettingKey key) {
    return text(key).isEmpty() ? Optional.empty() : Optional.of(Path.of(text(key)));
  }

  public OptionalInt limit() {
    return count(SettingKey.LIMIT);
  }

  public OptionalInt batch() {
    return count(SettingKey.BATCH);
  }

  /** Bytes for caches and evidence. */
  public Optional<Long> memory() {
    OptionalInt mebibytes = count(SettingKey.MEMORY);
    return mebibytes.isPresent()
        ? Optional.of((long) mebibytes.getAsInt() << 20)
        : Optional.empty();
  }

  public long seed() {
    return Long.parseLong(text(SettingKey.SEED));
  }

  /** Whether prompts go through the model's chat template where a statement does not say. */
  public ChatMode chat() {
    return ChatMode.valueOf(text(SettingKey.CHAT).toUpperCase(Locale.ROOT));
  }

  /** Whether a model's generation settings that are not applied are passed over. */
  public boolean ignoreGenerationConfig() {
    return Boolean.parseBoolean(text(SettingKey.IGNORE_GENERATION_CONFIG));
  }

  public boolean runCode() {
    return Boolean.parseBoolean(text(SettingKey.RUN_CODE));
  }

  /** Mechanisms of the engine that no run uses. */
  Set<Mechanism> without() {
    return Mechanism.parse(text(SettingKey.WITHOUT));
  }
}
