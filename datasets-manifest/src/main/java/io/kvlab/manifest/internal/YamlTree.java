package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.manifest.ManifestException;
import java.io.StringReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as a JSON tree that knows the line of every value. Only {@code true} and {@code
 * false} are booleans and only decimal numbers are numbers, so that a country {@code no} or a
 * version {@code 1_0} stay text. Aliases are expanded up to a limit, tags and cycles are refused.
 */
public final class YamlTree {
  private static final int MAX_NODES = 20_000;
  private static final int MAX_DEPTH = 50;
  private static final int MAX_CHARACTERS = 1 << 20;

  private final String file;
  private final ObjectNode root;
  private final Map<String, Integer> lines;

  private YamlTree(String file, ObjectNode root, Map<String, Integer> lines) {
    this.file = file;
    this.root = root;
    this.lines = lines;
  }

  /**
   * Reads one document.
   *
   * @param file the name used in messages
   */
  public static YamlTree parse(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(100);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(MAX_CHARACTERS);
    Node node;
    try {
      requireFew(file, new Yaml(new SafeConstructor(options)).parse(new StringReader(text)));
      node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ManifestException(
          "%s, line %d: this is not YAML: %s".formatted(file, line, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new ManifestException(
          "%s: this is not YAML that can be read: %s".formatted(file, firstLine(e)), e);
    }
    Reader reader = new Reader(file);
    if (!(node instanceof MappingNode)) {
      throw new ManifestException(
          file + ": the file is empty or no mapping; it begins with 'datasets:' or 'models:'");
    }
    return new YamlTree(file, (ObjectNode) reader.convert(node, "", 0), reader.lines);
  }

  /** Counts without keeping, before a tree is made of what may be a bomb. */
  private static void requireFew(String file, Iterable<Event> events) {
    int count = 0;
    for (Event event : events) {
      if (++count > 2 * MAX_NODES) {
        int line = event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
        throw tooLarge(file, line);
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

  /** The line of the value at a JSON pointer, or of the nearest value around it. */
  public int line(String pointer) {
    String at = pointer;
    while (!lines.containsKey(at)) {
      int slash = at.lastIndexOf('/');
      if (slash < 0) {
        return 1;
      }
      at = at.substring(0, slash);
    }
    return lines.getOrDefault(at, 1);
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
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int count;

    Reader(String file) {
      this.file = file;
    }

    JsonNode convert(Node node, String pointer, int depth) {
      int line = node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
      lines.putIfAbsent(pointer, line);
      if (++count > MAX_NODES || depth > MAX_DEPTH) {
        throw tooLarge(file, line);
      }
      if (!open.add(node)) {
        throw new ManifestException(
            "%s, line %d: an alias that contains itself".formatted(file, line));
      }
      JsonNode result;
      if (node instanceof MappingNode mapping) {
        result = object(mapping, pointer, depth);
      } else if (node instanceof SequenceNode sequence) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node element : sequence.getValue()) {
          array.add(convert(element, pointer + "/" + array.size(), depth + 1));
        }
        result = array;
      } else {
        result = scalar((ScalarNode) node);
      }
      open.remove(node);
      return result;
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      Set<String> seen = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        int line = tuple.getKeyNode().getStartMark().getLine() + 1;
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw new ManifestException("%s, line %d: a key must be text".formatted(file, line));
        }
        String name = key.getValue();
        if (!seen.add(name)) {
          throw new ManifestException(
              "%s, line %d: '%s' stands here a second time".formatted(file, line, name));
        }
        String at = child(pointer, name);
        lines.put(at, line);
        object.set(name, convert(tuple.getValueNode(), at, depth + 1));
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
      if (value.matches("-?(0|[1-9][0-9]{0,17})")) {
        return json.numberNode(Long.parseLong(value));
      }
      return json.textNode(value);
    }
  }
}
