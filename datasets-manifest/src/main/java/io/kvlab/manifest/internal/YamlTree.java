package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.manifest.ManifestException;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML document as a JSON tree that knows the line of every value. Only {@code true} and {@code
 * false} are booleans and only decimal numbers are numbers, so that a country {@code no} or a
 * version {@code 1_0} stay text. Aliases are expanded up to a limit, tags and cycles are refused.
 */
public final class YamlTree {
  private static final int MAX_NODES = 8_000;
  private static final int MAX_DEPTH = 50;
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final int MAX_KEY = 200;
  private static final int MAX_LINE = 10_000;
  private static final int MAX_KEYS = 1_000;

  /** Bytes of a file: three times the bundled one. */
  public static final int MAX_CHARACTERS = 1 << 17;

  private final String file;
  private final ObjectNode root;
  private final Node source;

  private YamlTree(String file, ObjectNode root, Node source) {
    this.file = file;
    this.root = root;
    this.source = source;
  }

  /**
   * Reads one document.
   *
   * @param file the name used in messages
   */
  public static YamlTree parse(String file, String text) {
    requireShortLines(file, text);
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(100);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARACTERS);
    Node node;
    try {
      StreamReader reader = new StreamReader(text);
      Parser parser = new FewEvents(file, new ParserImpl(reader, options));
      node = new Composer(parser, new Resolver(), options).getSingleNode();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ManifestException(
          "%s, line %d: this is not YAML: %s".formatted(file, line, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new ManifestException(
          "%s: this is not YAML that can be read: %s".formatted(file, firstLine(e)), e);
    }
    if (!(node instanceof MappingNode)) {
      throw new ManifestException(
          file + ": the file is empty or no mapping; it begins with 'datasets:' or 'models:'");
    }
    return new YamlTree(file, (ObjectNode) new Reader(file).convert(node, 0), node);
  }

  /** Stops a tree from being made of what may be a bomb. */
  private static final class FewEvents implements Parser {
    private final String file;
    private final Parser parser;
    private int count;

    FewEvents(String file, Parser parser) {
      this.file = file;
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public Event getEvent() {
      Event event = parser.getEvent();
      if (++count > MAX_NODES) {
        int line = event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
        throw tooLarge(file, line);
      }
      return event;
    }
  }

  /** The reader copies what it has seen of a line again and again. */
  private static void requireShortLines(String file, String text) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      } else if (i - start >= MAX_LINE) {
        throw new ManifestException(
            "%s, line %d: a line has at most %d characters; fold it with '>-'"
                .formatted(file, line, MAX_LINE));
      }
    }
  }

  private static ManifestException tooLarge(String file, int line) {
    return new ManifestException(
        "%s, line %d: the file expands to more than %d values or %d levels; unfold its aliases"
            .formatted(file, line, MAX_NODES, MAX_DEPTH));
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  public String file() {
    return file;
  }

  public ObjectNode root() {
    return root;
  }

  /** The line of the value at a JSON pointer, of its key where it has one, or of what is around. */
  public int line(String pointer) {
    Node at = source;
    int line = lineOf(at);
    for (String part : pointer.split("/", -1)) {
      String name = part.replace("~1", "/").replace("~0", "~");
      if (at instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
            at = tuple.getValueNode();
            line = lineOf(key);
            break;
          }
        }
      } else if (at instanceof SequenceNode sequence && name.matches("[0-9]{1,6}")) {
        int index = Integer.parseInt(name);
        if (index < sequence.getValue().size()) {
          at = sequence.getValue().get(index);
          line = lineOf(at);
        }
      }
    }
    return line;
  }

  private static int lineOf(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  /** An exception that names the place: {@code my.yaml, line 7 (datasets/foo/prompt): problem}. */
  public ManifestException error(String pointer, String problem) {
    String place = pointer.isEmpty() ? "" : " (" + pointer.substring(1) + ")";
    return new ManifestException(
        "%s, line %d%s: %s".formatted(file, line(pointer), place, problem));
  }

  /** The JSON pointer of a member. */
  public static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static final class Reader {
    private final String file;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int count;

    Reader(String file) {
      this.file = file;
    }

    JsonNode convert(Node node, int depth) {
      int line = lineOf(node);
      if (++count > MAX_NODES || depth > MAX_DEPTH) {
        throw tooLarge(file, line);
      }
      if (!open.add(node)) {
        throw new ManifestException(
            "%s, line %d: an alias that contains itself".formatted(file, line));
      }
      JsonNode result;
      if (node instanceof MappingNode mapping) {
        result = object(mapping, depth);
      } else if (node instanceof SequenceNode sequence) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node element : sequence.getValue()) {
          array.add(convert(element, depth + 1));
        }
        result = array;
      } else {
        result = scalar((ScalarNode) node);
      }
      open.remove(node);
      return result;
    }

    private ObjectNode object(MappingNode mapping, int depth) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      Set<String> seen = new HashSet<>();
      if (mapping.getValue().size() > MAX_KEYS) {
        throw new ManifestException(
            "%s, line %d: more than %d keys stand here; give them in several files"
                .formatted(file, lineOf(mapping), MAX_KEYS));
      }
      for (NodeTuple tuple : mapping.getValue()) {
        int line = lineOf(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw new ManifestException("%s, line %d: a key must be text".formatted(file, line));
        }
        String name = key.getValue();
        if (name.length() > MAX_KEY) {
          throw new ManifestException(
              "%s, line %d: a key has at most %d characters".formatted(file, line, MAX_KEY));
        }
        if (!seen.add(name)) {
          throw new ManifestException(
              "%s, line %d: '%s' stands here a second time".formatted(file, line, name));
        }
        object.set(name, convert(tuple.getValueNode(), depth + 1));
      }
      return object;
    }

    private static JsonNode scalar(ScalarNode node) {
      String value = node.getValue();
      JsonNodeFactory json = JsonNodeFactory.instance;
      if (!node.isPlain()) {
        return json.textNode(value);
      }
      if (value.equals("true") || value.equals("false")) {
        return json.booleanNode(value.equals("true"));
      }
      if (node.getTag().equals(Tag.NULL)) {
        return json.nullNode();
      }
      if (DECIMAL.matcher(value).matches()) {
        return json.numberNode(Long.parseLong(value));
      }
      return json.textNode(value);
    }
  }
}
