package io.kvlab.jupyter.internal.wire;

import static io.kvlab.jupyter.internal.wire.MessageCodec.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The cells of this session, for consoles that step back through them. Shell thread only. */
final class History {
  private record Cell(int number, String code) {}

  /** The only session that is remembered. */
  private static final int SESSION = 1;

  private final List<Cell> cells = new ArrayList<>();

  void add(int number, String code) {
    cells.add(new Cell(number, code));
  }

  /** The content of a history reply. */
  ObjectNode answer(ObjectNode request) {
    List<Cell> found = select(request);
    ObjectNode reply = object().put("status", "ok");
    ArrayNode lines = reply.putArray("history");
    boolean output = request.path("output").asBoolean();
    for (Cell cell : found) {
      ArrayNode line = lines.addArray().add(SESSION).add(cell.number());
      if (output) {
        line.addArray().add(cell.code()).addNull();
      } else {
        line.add(cell.code());
      }
    }
    return reply;
  }

  private List<Cell> select(ObjectNode request) {
    switch (request.path("hist_access_type").asText()) {
      case "range" -> {
        int start = request.path("start").asInt();
        int stop = request.hasNonNull("stop") ? request.path("stop").asInt() : Integer.MAX_VALUE;
        return cells.stream().filter(c -> c.number() >= start && c.number() < stop).toList();
      }
      case "search" -> {
        Pattern glob = glob(request.path("pattern").asText("*"));
        List<Cell> found = cells.stream().filter(c -> glob.matcher(c.code()).matches()).toList();
        return last(request.path("unique").asBoolean() ? unique(found) : found, request);
      }
      default -> {
        return last(cells, request);
      }
    }
  }

  private static List<Cell> unique(List<Cell> found) {
    Map<String, Cell> byCode = new LinkedHashMap<>();
    found.forEach(cell -> byCode.put(cell.code(), cell));
    return new ArrayList<>(byCode.values());
  }

  private static List<Cell> last(List<Cell> found, ObjectNode request) {
    int n = request.path("n").asInt(Integer.MAX_VALUE);
    return found.subList(Math.max(0, found.size() - Math.max(0, n)), found.size());
  }

  private static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
