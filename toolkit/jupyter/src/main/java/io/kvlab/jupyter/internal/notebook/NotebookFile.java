package io.kvlab.jupyter.internal.notebook;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kvlab.KvlabException;
import io.kvlab.internal.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A notebook in Jupyter's format (nbformat 4), kept as it was read except for what is changed. */
public final class NotebookFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final ObjectNode root;

  private NotebookFile(ObjectNode root) {
    this.root = root;
  }

  /** Whether a file is a script of cells' texts. */
  public static boolean isScript(Path file) {
    return file.toString().endsWith(ScriptFile.END);
  }

  /** Reads a notebook of format 4, or a script as one. */
  public static NotebookFile read(Path file) {
    try {
      if (isScript(file)) {
        return ofScript(Files.readString(file));
      }
      JsonNode json = JSON.readTree(Files.readString(file));
      if (json instanceof ObjectNode root
          && root.path("nbformat").asInt() == 4
          && root.path("cells").isArray()) {
        return new NotebookFile(root);
      }
      throw KvlabException.usage(
          file + " is not a notebook of format 4; open it in Jupyter and save it again.");
    } catch (JacksonException e) {
      throw KvlabException.usage(file + " is not a notebook: " + e.getOriginalMessage());
    } catch (NoSuchFileException e) {
      throw KvlabException.usage("There is no notebook " + file + ".");
    } catch (IOException e) {
      throw KvlabException.usage(file + " cannot be read: " + e.getMessage());
    }
  }

  private static NotebookFile ofScript(String text) {
    ObjectNode root = JSON.createObjectNode().put("nbformat", 4).put("nbformat_minor", 5);
    root.putObject("metadata")
        .putObject("kernelspec")
        .put("name", "kvlab")
        .put("display_name", "kvlab")
        .put("language", "kotlin");
    ArrayNode cells = root.putArray("cells");
    for (String source : ScriptFile.cells(text)) {
      ObjectNode cell = cells.addObject().put("cell_type", "code").put("id", "c" + cells.size());
      cell.putObject("metadata");
      cell.putNull("execution_count").put("source", source).putArray("outputs");
    }
    return new NotebookFile(root);
  }

  /** The cells, in order; changes to them are changes to the notebook. */
  public List<ObjectNode> cells() {
    List<ObjectNode> cells = new ArrayList<>();
    root.withArray("cells").forEach(cell -> cells.add((ObjectNode) cell));
    return cells;
  }

  /**
   * Sets values from outside, in a cell of their own behind the one tagged {@code parameters}.
   *
   * @throws KvlabException for a name that the notebook does not set; then nothing is changed
   */
  public void set(Map<String, String> parameters) {
    Parameters.of(this).set(parameters);
  }

  /** Takes the cells with a tag out. */
  void removeTagged(String tag) {
    Iterator<JsonNode> cells = root.withArray("cells").elements();
    while (cells.hasNext()) {
      if (tagged(cells.next(), tag)) {
        cells.remove();
      }
    }
  }

  /** Puts a code cell in front of the cell that is now at {@code index}. */
  void insertCode(int index, String source, String tag) {
    ObjectNode cell = JSON.createObjectNode();
    cell.put("cell_type", "code").put("id", tag);
    cell.putObject("metadata").putArray("tags").add(tag);
    cell.putNull("execution_count");
    cell.put("source", source);
    cell.putArray("outputs");
    root.withArray("cells").insert(index, cell);
  }

  /** The text of a cell, or of anything else that may be one string or a list of them. */
  public static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  /** Whether the cell carries this tag. */
  public static boolean tagged(JsonNode cell, String tag) {
    for (JsonNode each : cell.path("metadata").path("tags")) {
      if (each.asText().equals(tag)) {
        return true;
      }
    }
    return false;
  }

  /** Writes the notebook, one line of text a line, keys sorted: small differences stay small. */
  public void write(Path file) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    ObjectNode copy = root.deepCopy();
    copy.withArray("cells").forEach(cell -> splitLines((ObjectNode) cell));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Object sorted = JSON.treeToValue(copy, Object.class);
      WholeFile.write(file, JSON.writer(printer).writeValueAsString(sorted) + "\n");
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static void splitLines(ObjectNode cell) {
    split(cell, "source");
    for (JsonNode output : cell.path("outputs")) {
      if (output instanceof ObjectNode node) {
        split(node, "text");
        if (node.get("data") instanceof ObjectNode data) {
          List<String> types = new ArrayList<>();
          data.fieldNames().forEachRemaining(types::add);
          types.stream().filter(NotebookFile::isText).forEach(type -> split(data, type));
        }
      }
    }
  }

  private static boolean isText(String mimeType) {
    return mimeType.startsWith("text/") || mimeType.equals("image/svg+xml");
  }

  private static void split(ObjectNode holder, String field) {
    if (holder.get(field) instanceof TextNode text) {
      ArrayNode lines = holder.putArray(field);
      String rest = text.asText();
      while (!rest.isEmpty()) {
        int end = rest.indexOf('\n') + 1;
        int next = end == 0 ? rest.length() : end;
        lines.add(rest.substring(0, next));
        rest = rest.substring(next);
      }
    }
  }
}
