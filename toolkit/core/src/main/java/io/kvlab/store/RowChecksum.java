package io.kvlab.store;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.Kind;
import io.kvlab.result.RowCodec;
import io.kvlab.result.RowColumn;
import io.kvlab.result.RowColumn.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * CRC-32C over everything that a row says, cell and example included. SQLite does not notice a
 * changed byte inside a value; this does.
 */
final class RowChecksum {
  private static final List<RowColumn> CELL =
      List.of(
          RowColumn.MODEL,
          RowColumn.TASK,
          RowColumn.CAPABILITY,
          RowColumn.SHOTS,
          RowColumn.SETTINGS,
          RowColumn.POLICY,
          RowColumn.BUDGET,
          RowColumn.DECODE,
          RowColumn.AT);

  /** The order in which rows were summed before others joined; it stays, as their sums do. */
  private static final List<RowColumn> FIRST =
      List.of(
          RowColumn.PROMPT_TOKENS,
          RowColumn.KEPT_ENTRIES,
          RowColumn.TOTAL_ENTRIES,
          RowColumn.KV_BYTES,
          RowColumn.ANSWER,
          RowColumn.GOLD,
          RowColumn.EXTRACTED,
          RowColumn.SCORE,
          RowColumn.CORRECT,
          RowColumn.UNITS,
          RowColumn.OTHERS,
          RowColumn.GENERATED,
          RowColumn.SCORED,
          RowColumn.EXPOSED,
          RowColumn.PREFILL_S,
          RowColumn.DECODE_S,
          RowColumn.NLL_SUM,
          RowColumn.KL_SUM,
          RowColumn.AGREEING,
          RowColumn.POSITIONS);

  private static final List<RowColumn> LATER = later();

  private final CRC32C crc = new CRC32C();
  private final Map<CellKey, byte[]> cells = new HashMap<>();
  private ByteBuffer said = ByteBuffer.allocate(4096);

  /** Whatever the list of columns holds beyond those, by name where a row says something. */
  private static List<RowColumn> later() {
    Set<RowColumn> all = EnumSet.noneOf(RowColumn.class);
    all.addAll(RowColumn.in(Part.ROW));
    FIRST.forEach(all::remove);
    all.remove(RowColumn.FAILED);
    return List.copyOf(all);
  }

  /** The checksum of a row, 32 bits; one object serves many rows, one after the other. */
  long of(ExampleRow row) {
    said.clear();
    byte[] cell = cells.get(row.cell());
    if (cell == null) {
      cell = bytesOf(row);
      cells.put(row.cell(), cell);
    }
    bytes(cell);
    number(row.example().index()).text(row.example().id());
    if (row.result() instanceof Failed failed) {
      number(2).text(failed.reason());
    } else {
      number(1);
      for (RowColumn column : FIRST) {
        first(column, column.of(row));
      }
    }
    for (RowColumn column : LATER) {
      Object value = column.of(row);
      if (value != null) {
        text(column.title()).value(value);
      }
    }
    return sum();
  }

  private static byte[] bytesOf(ExampleRow row) {
    RowChecksum sum = new RowChecksum();
    for (RowColumn column : CELL) {
      sum.first(column, column.of(row));
    }
    return Arrays.copyOf(sum.said.array(), sum.said.position());
  }

  /** Nothing says nothing, but for the one text that may be absent. */
  private void first(RowColumn column, @Nullable Object value) {
    if (column == RowColumn.EXTRACTED) {
      number(value == null ? 0 : 1).text(value == null ? "" : (String) value);
    } else if (value != null && column.kind() == Kind.METRICS) {
      ((Map<?, ?>) value).forEach((name, number) -> text((String) name).value(number));
    } else if (value != null) {
      value(value);
    }
  }

  private void value(Object value) {
    if (value instanceof Long whole) {
      number(whole);
    } else if (value instanceof Double real) {
      // SQLite keeps neither the sign of zero nor the bits of a NaN.
      number(Double.doubleToLongBits(real + 0.0));
    } else {
      text(value instanceof String text ? text : RowCodec.text(value));
    }
  }

  private long sum() {
    crc.reset();
    crc.update(said.array(), 0, said.position());
    return crc.getValue();
  }

  /** The checksum of some texts, 32 bits. */
  static long of(String... texts) {
    RowChecksum sum = new RowChecksum();
    for (String text : texts) {
      sum.text(text);
    }
    return sum.sum();
  }

  private RowChecksum number(long value) {
    require(8);
    said.putLong(value);
    return this;
  }

  private RowChecksum text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    bytes(bytes);
    return this;
  }

  private void bytes(byte[] bytes) {
    require(bytes.length);
    said.put(bytes);
  }

  private void require(int more) {
    if (said.remaining() < more) {
      int size = Math.max(2 * said.capacity(), said.position() + more);
      said = ByteBuffer.allocate(size).put(said.flip());
    }
  }
}
