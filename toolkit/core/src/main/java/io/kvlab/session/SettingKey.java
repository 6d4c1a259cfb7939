package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Parameter;
import io.kvlab.engine.Mechanism;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings, their defaults and what they accept; flags, variables and {@code set} share them.
 */
public enum SettingKey {
  STORE(Kind.TEXT, "", "the run store: a folder, or a .db file; empty for the user's data folder"),
  DEVICE(Kind.DEVICE, "auto", "auto, cpu or gpu"),
  DATA(Kind.TEXT, "", "a folder with datasets, looked into before the caches"),
  MODELS(Kind.TEXT, "", "a folder with checkpoints, looked into before the caches"),
  MANIFEST(Kind.TEXT, "", "a YAML file with further datasets and models"),
  LIMIT(Kind.COUNT, "", "examples per task, or all", "all"),
  SEED(Kind.INTEGER, "0", "seed of everything that draws"),
  BATCH(Kind.COUNT, "", "examples prefilled together, or auto for what fits the memory", "auto"),
  MEMORY(
      Kind.COUNT,
      "",
      "memory for caches and evidence in MiB, or auto for half of what is free",
      "auto"),
  CHAT(Kind.CHAT, "auto", "on, off or auto: whether prompts go through the model's chat template"),
  IGNORE_GENERATION_CONFIG(
      Kind.FLAG,
      "false",
      "whether what generation_config.json asks for, such as a repetition penalty, is passed over"),
  WITHOUT(
      Kind.MECHANISMS,
      "",
      "mechanisms of the engine that are switched off, such as \"verify, merging\"",
      "none"),
  RUN_CODE(Kind.FLAG, "false", "whether generated code is executed, in a sandbox, to score it");

  /** What a value may be. */
  enum Kind {
    TEXT,
    INTEGER,
    COUNT,
    FLAG,
    DEVICE,
    CHAT,
    MECHANISMS
  }

  private static final List<String> DEVICES = List.of("auto", "cpu", "gpu");
  private static final List<String> CHATS = List.of("auto", "on", "off");
  private static final int MOST = 999_999_999;

  private final Kind kind;
  private final String fallback;
  private final String help;
  private final Optional<String> unset;

  SettingKey(Kind kind, String fallback, String help) {
    this.kind = kind;
    this.fallback = fallback;
    this.help = help;
    this.unset = Optional.empty();
  }

  /**
   * @param unset the word for no number at all
   */
  SettingKey(Kind kind, String fallback, String help, String unset) {
    this.kind = kind;
    this.fallback = fallback;
    this.help = help;
    this.unset = Optional.of(unset);
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

  /** What the language may set it to, for checks, completion and help. */
  Parameter parameter() {
    String byDefault = unset.orElse(fallback);
    return switch (kind) {
      case TEXT, MECHANISMS -> Parameter.of(key(), Parameter.Type.TEXT, byDefault, help);
      case INTEGER -> Parameter.of(key(), Parameter.Type.INTEGER, byDefault, help);
      case COUNT ->
          Parameter.of(key(), Parameter.Type.INTEGER, byDefault, help)
              .atLeast(1)
              .atMost(MOST)
              .or(byDefault);
      case FLAG -> Parameter.flag(key(), Boolean.parseBoolean(byDefault), help);
      case DEVICE -> Parameter.choice(key(), DEVICES, help);
      case CHAT -> Parameter.choice(key(), CHATS, help);
    };
  }

  /** The setting of that name, whatever its case. */
  public static Optional<SettingKey> find(String key) {
    return Arrays.stream(values()).filter(k -> k.key().equalsIgnoreCase(key)).findFirst();
  }

  /** Checks a value; {@code where} says in the error where it came from. */
  String checked(String value, String where) {
    String text = unset.filter(value.strip()::equalsIgnoreCase).isPresent() ? "" : value.strip();
    boolean valid =
        switch (kind) {
          case TEXT -> true;
          case MECHANISMS -> areMechanisms(text);
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
            case MECHANISMS -> "a list of mechanisms";
            case INTEGER -> "a whole number";
            case COUNT -> "a whole number above 0 or " + unset.orElse("empty");
            case FLAG -> "true or false";
            case DEVICE -> "auto, cpu or gpu";
            case CHAT -> "on, off or auto";
          };
      throw KvlabException.usage(
          where + ": " + key() + " must be " + expected + ", not '" + value + "'.");
    }
    return kind == Kind.TEXT ? atHome(text) : text.toLowerCase(Locale.ROOT);
  }

  /** All texts are paths; a tilde is the home folder, as a shell has it. */
  private static String atHome(String path) {
    boolean home = path.equals("~") || path.startsWith("~/");
    return home ? System.getProperty("user.home") + path.substring(1) : path;
  }

  /** An unknown one is refused with what was probably meant. */
  private static boolean areMechanisms(String list) {
    return Mechanism.parse(list).size() <= Mechanism.values().length;
  }
}
