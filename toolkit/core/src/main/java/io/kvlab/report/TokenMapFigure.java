package io.kvlab.report;

import io.kvlab.report.chart.TokenMap;
import io.kvlab.report.table.Plain;
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
  public byte[] toPng(double scale) {
    return map.png(scale, false);
  }

  @Override
  public String toFragment(String id) {
    return map.html(id);
  }

  /** The texts themselves; what at most half of the heads kept stands as dots. */
  @Override
  public String toText() {
    StringBuilder out = new StringBuilder(Plain.line(title())).append('\n');
    for (TokenMap.Column column : map.columns()) {
      out.append('\n').append(Plain.line(column.title())).append(":\n");
      for (int i = 0; i < column.tokens().size(); i++) {
        String token = Plain.text(column.tokens().get(i));
        out.append(column.shares()[i] > 0.5 ? token : token.replaceAll("\\S", "·"));
      }
      out.append('\n');
    }
    return out.append('\n')
        .append(Plain.text(caption()))
        .append(" Here what at most half of them kept is dotted out.\n")
        .toString();
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
