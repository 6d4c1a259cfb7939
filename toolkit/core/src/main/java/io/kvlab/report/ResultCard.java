package io.kvlab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.report.table.Plain;
import io.kvlab.summary.Summary;
import java.util.List;

/**
 * A result on one page that needs no network: what was asked, the summary, its notes, the pictures,
 * and what it was computed with.
 *
 * @param statement the text of the language
 * @param run id of the run
 * @param summary the numbers
 * @param notes sentences under the numbers
 * @param figures drawn below
 * @param provenance JSON, enough to run it again
 */
public record ResultCard(
    String statement,
    String run,
    Summary summary,
    List<String> notes,
    List<Figure> figures,
    String provenance) {

  /** The page. */
  public String toHtml() {
    Page page =
        Page.of("Result card: run " + Plain.line(run))
            .preformatted(statement)
            .table(Frames.summary(summary));
    if (!notes.isEmpty()) {
      page.heading("Read this with the numbers").list(notes);
    }
    figures.forEach(page::figure);
    return page.heading("Provenance").preformatted(indented(provenance)).render();
  }

  private static String indented(String json) {
    try {
      return new ObjectMapper().readTree(json).toPrettyString();
    } catch (JsonProcessingException e) {
      return json; // shown as it is
    }
  }
}
