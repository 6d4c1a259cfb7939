package io.kvlab.jupyter.internal.kernel;

import io.kvlab.report.PaperPage;
import io.kvlab.session.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What a statement's outcome shows, piece by piece. */
final class OutcomeBundles implements Outcome.Cases<List<MimeBundle>> {
  @Override
  public List<MimeBundle> experiment(Outcome.Experiment outcome) {
    List<MimeBundle> shown = new ArrayList<>(List.of(Renderers.summary(outcome.grid())));
    Renderers.overview(outcome.grid()).ifPresent(shown::add);
    return shown;
  }

  @Override
  public List<MimeBundle> attention(Outcome.Attention outcome) {
    return Renderers.attention(outcome.result());
  }

  @Override
  public List<MimeBundle> tabular(Outcome.Tabular outcome) {
    return List.of(Renderers.titled(outcome.title(), outcome.table(), outcome.notes()));
  }

  @Override
  public List<MimeBundle> explained(Outcome.Explained outcome) {
    List<MimeBundle> shown = new ArrayList<>(tabular(outcome.counts()));
    shown.add(MimeBundle.text(outcome.drawing()));
    return shown;
  }

  @Override
  public List<MimeBundle> picture(Outcome.Picture outcome) {
    List<MimeBundle> shown = new ArrayList<>(List.of(FigureBundle.of(outcome.figure())));
    outcome.saved().forEach(file -> shown.add(MimeBundle.text("Saved to " + file)));
    return shown;
  }

  @Override
  public List<MimeBundle> generation(Outcome.Generation outcome) {
    List<MimeBundle> shown = new ArrayList<>(List.of(MimeBundle.text(outcome.generated().text())));
    outcome.generated().notes().forEach(note -> shown.add(MimeBundle.text(note)));
    return shown;
  }

  @Override
  public List<MimeBundle> paper(Outcome.Paper outcome) {
    PaperPage page = outcome.page();
    return List.of(
        Renderers.titled("observations", page.observations(), List.of(page.report().models())),
        Renderers.titled("published beside measured", page.beside(), List.of()),
        Renderers.titled("cells that cannot show an effect", page.blind(), List.of()));
  }

  @Override
  public List<MimeBundle> message(Outcome.Message outcome) {
    return List.of(MimeBundle.text(outcome.text()));
  }
}
