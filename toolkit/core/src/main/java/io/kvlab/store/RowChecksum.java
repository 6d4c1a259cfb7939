package io.kvlab.store;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * CRC-32C over everything that a row says, cell and example included. SQLite does not notice a
 * changed byte inside a value; this does.
 */
final class RowChecksum {
  private final CRC32C crc = new CRC32C();
  private final Map<CellKey, byte[]> cells = new HashMap<>();
  private ByteBuffer said = ByteBuffer.allocate(4096);

  /** The checksum of a row, 32 bits; one object serves many rows, one after the other. */
  long of(ExampleRow row) {
    said.clear();
    bytes(cells.computeIfAbsent(row.cell(), RowChecksum::bytesOf));
    number(row.example().index()).text(row.example().id());
    if (row.result() instanceof Measured measured) {
      number(1).measured(measured);
    } else if (row.result() instanceof Failed failed) {
      number(2).text(failed.reason());
    }
    return sum();
  }

  private static byte[] bytesOf(CellKey cell) {
    RowChecksum sum = new RowChecksum();
    sum.cell(cell);
    return Arrays.copyOf(sum.said.array(), sum.said.position());
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

  private void cell(CellKey cell) {
    CellKey.Workload workload = cell.workload();
    CellKey.Treatment treatment = cell.treatment();
    text(workload.model()).text(workload.task()).text(workload.capability());
    number(workload.shots()).text(workload.settings());
    text(treatment.policy()).text(Budgets.text(treatment.budget()));
    text(Budgets.text(treatment.decode())).text(treatment.point().keyword());
  }

  private void measured(Measured measured) {
    ExampleRow.CacheUse cache = measured.cache();
    number(cache.promptTokens()).number(cache.keptEntries()).number(cache.totalEntries());
    number(cache.bytes());
    answer(measured.answer());
    real(measured.timing().prefillSeconds());
    real(measured.timing().decodeSeconds());
    if (measured.fidelity().isPresent()) {
      Fidelity fidelity = measured.fidelity().get();
      real(fidelity.nllSum());
      real(fidelity.klSum());
      number(fidelity.agreeing()).number(fidelity.positions());
    }
  }

  private void answer(Answer answer) {
    text(answer.text()).text(answer.gold());
    number(answer.extracted().isPresent() ? 1 : 0).text(answer.extracted().orElse(""));
    real(answer.score());
    number(answer.units().correct()).number(answer.units().total());
    answer
        .others()
        .forEach(
            (name, value) -> {
              text(name);
              real(value);
            });
    number(answer.tokens().generated()).number(answer.tokens().scored());
    number(answer.tokens().exposed());
  }

  private RowChecksum number(long value) {
    require(8);
    said.putLong(value);
    return this;
  }

  /** SQLite keeps neither the sign of zero nor the bits of a NaN. */
  private void real(double value) {
    number(Double.doubleToLongBits(value + 0.0));
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
