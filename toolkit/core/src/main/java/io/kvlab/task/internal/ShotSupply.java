package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Shots;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The shots that a question can have, in order; each text ends with its separator. */
final class ShotSupply {
  private final Dataset dataset;
  private final Function<Row, List<String>> shots;

  private ShotSupply(Dataset dataset, Function<Row, List<String>> shots) {
    this.dataset = dataset;
    this.shots = shots;
  }

  /**
   * @param rows gives the rows of a split
   */
  static ShotSupply of(Dataset dataset, Function<String, List<Row>> rows) {
    Templates templates = new Templates(dataset);
    if (dataset.shots() instanceof Shots.Listed listed) {
      List<String> all = listed.values().stream().map(templates::shot).toList();
      return new ShotSupply(dataset, row -> all);
    }
    if (dataset.shots() instanceof Shots.FromRow fromRow) {
      return new ShotSupply(dataset, row -> row.texts(fromRow.path()));
    }
    if (dataset.shots() instanceof Shots.FromSplit fromSplit) {
      return fromSplit(dataset, fromSplit, templates, rows.apply(fromSplit.split()));
    }
    return new ShotSupply(dataset, row -> List.of());
  }

  private static ShotSupply fromSplit(
      Dataset dataset, Shots.FromSplit shots, Templates templates, List<Row> rows) {
    boolean own = shots.split().equals(dataset.evaluate());
    Optional<String> match = shots.match();
    return new ShotSupply(
        dataset,
        row ->
            rows.stream()
                .skip(shots.skip())
                .filter(other -> !own || other.index() != row.index())
                .filter(
                    other ->
                        match.isEmpty()
                            || templates
                                .value(other, match.get())
                                .equals(templates.value(row, match.get())))
                .map(templates::shot)
                .toList());
  }

  /** The first {@code count} shots for a row. */
  List<String> take(Row row, int count) {
    List<String> all = count == 0 ? List.of() : shots.apply(row);
    if (count < 0 || count > all.size()) {
      throw KvlabException.usage(
          "'%s' has %d shots for this question, not %d"
              .formatted(dataset.name(), all.size(), count));
    }
    return all.subList(0, count);
  }
}
