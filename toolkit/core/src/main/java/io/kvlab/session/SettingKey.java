package io.kvlab.session;

import io.kvlab.KvlabException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings, their defaults and what they accept; flags, variables and {@code set} share them.
 */
public enum SettingKey {
  STORE(Kind.TEXT, "", "the run store: a file; empty for the one in the user's data folder"),
  DEVICE(Kind.DEVICE, "auto", "auto, cpu or gpu"),
  DATA(Kind.TEXT, "", "a folder with datasets, looked into before the caches"),
  MODELS(Kind.TEXT, "", "a folder with checkpoints, looked into before the caches"),
  MANIFEST(Kind.TEXT, "", "a YAML file with further datasets and models"),
  LIMIT(Kind.COUNT, "", "examples per task; empty for all"),
  SEED(Kind.INTEGER, "0", "seed of everything that draws"),
  BATCH(Kind.COUNT, "", "examples prefilled together; empty for what fits the memory"),
  MEMORY(Kind.COUNT, "", "memory for caches and evidence in MiB; empty for half of what is free"),
  CHAT(Kind.CHAT, "auto", "on, off or auto: whether prompts go through the model's chat format"),
  RUN_CODE(Kind.FLAG, "false", "whether generated code is executed, in a sandbox, to score it");

  /** What a value may be. */
  enum Kind {
    TEXT,
    INTEGER,
    COUNT,
    FLAG,
    DEVICE,
    CHAT
  }

  private static final List<String> DEVICES = List.of("auto", "cpu", "gpu");
  private static final List<String> CHATS = List.of("on", "off", "auto");

  private final Kind kind;
  private final String fallback;
  private final String help;

  SettingKey(Kind kind, String fallback, String help) {
    this.kind = kind;
    this.fallback = fallback;
    this.help = help;
  }

  /** The name in the language and in config.yaml: {@code run-code}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The environment variable: {@code KVLAB_RUN_CODE}. */
  public String variable() {
    return "KVLAB_" + name();
  }

  public String fallback() {
    return fallback;
  }

  public String help() {
    return help;
  }

  /** The setting of that name, whatever its case. */
  public static Optional<SettingKey> find(String key) {
    return Arrays.stream(values()).filter(k -> k.key().equalsIgnoreCase(key)).findFirst();
  }

  /** Checks a value; {@code where} says in the error where it came from. */
  String checked(String value, String where) {
    String text = value.strip();
    boolean valid =
        switch (kind) {
          case TEXT -> true;
          case INTEGER -> text.matches("-?\\d{1,18}");
          case COUNT -> text.isEmpty() || text.matches("[1-9]\\d{0,8}");
          case FLAG -> List.of("true", "false").contains(text.toLowerCase(Locale.ROOT));
          case DEVICE -> DEVICES.contains(text.toLowerCase(Locale.ROOT));
          case CHAT -> CHATS.contains(text.toLowerCase(Locale.ROOT));
        };
    if (!valid) {
      String expected =
          switch (kind) {
            case TEXT -> "text";
            case INTEGER -> "a whole number";
            case COUNT -> "a whole number above 0";
            case FLAG -> "true or false";
            case DEVICE -> "auto, cpu or gpu";
            case CHAT -> "on, off or auto";
          };
      throw KvlabException.usage(
          where + ": " + key() + " must be " + expected + ", not '" + value + "'.");
    }
    return kind == Kind.TEXT ? text : text.toLowerCase(Locale.ROOT);
  }
}
