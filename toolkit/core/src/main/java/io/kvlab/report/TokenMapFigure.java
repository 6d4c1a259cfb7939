package io.kvlab.report;

import io.kvlab.report.chart.TokenMap;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A figure of texts whose tokens are shaded. */
public record TokenMapFigure(TokenMap map) implements Figure {
  @Override
  public String title() {
    return map.title();
  }

  @Override
  public String caption() {
    return map.caption();
  }

  @Override
  public String toSvg() {
    return map.svg();
  }

  @Override
  public byte[] toPng() {
    return map.png(2, false);
  }

  @Override
  public String toFragment(String id) {
    return map.html(id);
  }

  @Override
  public List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    for (TokenMap.Column column : map.columns()) {
      IntColumn positions = IntColumn.create("position");
      for (int i = 0; i < column.tokens().size(); i++) {
        positions.append(i);
      }
      tables.add(
          Table.create(
              column.title(),
              positions,
              StringColumn.create("token", column.tokens()),
              DoubleColumn.create("kept", column.shares())));
    }
    return tables;
  }
}
