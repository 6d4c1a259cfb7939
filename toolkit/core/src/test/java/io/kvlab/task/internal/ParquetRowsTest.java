package io.kvlab.task.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files written by pyarrow 25: 300 rows in three row groups, dictionary and plain pages of both
 * versions, nested lists, missing values.
 */
class ParquetRowsTest {
  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = ParquetRowsTest.class.getResourceAsStream(name)) {
      return Optional.ofNullable(in).orElseThrow().readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sums-snappy.parquet", "sums-zstd.parquet", "sums-gzip.parquet"})
  void rowsReadAsTheyWereWritten(String name) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    ParquetRows.read(name, bytes(name), rows::add);
    assertThat(rows).hasSize(300);
    for (int i = 0; i < rows.size(); i++) {
      Row row = new Row(rows.get(i), i, i, name, Optional.empty());
      assertThat(row.text("question")).contains("What is %d + %d? ü".formatted(i, i));
      assertThat(row.texts("choices.text"))
          .isEqualTo(List.of("" + i, "" + 2 * i, "" + (2 * i + 1)).subList(0, i % 3 + 1));
      assertThat(row.text("choices.label[0]")).contains("A");
      assertThat(row.texts("tags")).isEqualTo(i % 7 < 2 ? List.of() : List.of("x", "y"));
      assertThat(row.text("answer")).isEqualTo(i == 5 ? Optional.empty() : Optional.of("" + i));
      assertThat(row.text("score")).contains("" + i / 2.0);
      assertThat(row.text("ok")).contains("" + (i % 2 == 0));
    }
  }

  @Test
  void aBrokenFileIsNamed() throws IOException {
    byte[] half = java.util.Arrays.copyOf(bytes("sums-snappy.parquet"), 2000);
    assertThatThrownBy(() -> ParquetRows.read("half.parquet", half, row -> {}))
        .hasMessageContaining("half.parquet is no Parquet file that can be read");
  }
}
