package io.kvlab.jupyter.internal.kernel;

import io.kvlab.report.PaperPage;
import io.kvlab.session.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What a statement's outcome shows, piece by piece. */
final class OutcomeBundles implements Outcome.Cases<List<Bundle>> {
  @Override
  public List<Bundle> experiment(Outcome.Experiment outcome) {
    List<Bundle> shown = new ArrayList<>(List.of(Renderers.summary(outcome.grid())));
    Renderers.overview(outcome.grid()).ifPresent(shown::add);
    return shown;
  }

  @Override
  public List<Bundle> attention(Outcome.Attention outcome) {
    return Renderers.attention(outcome.result());
  }

  @Override
  public List<Bundle> tabular(Outcome.Tabular outcome) {
    return List.of(Renderers.titled(outcome.title(), outcome.table(), outcome.notes()));
  }

  @Override
  public List<Bundle> explained(Outcome.Explained outcome) {
    List<Bundle> shown = new ArrayList<>(tabular(outcome.counts()));
    shown.add(Bundle.text(outcome.drawing()));
    return shown;
  }

  @Override
  public List<Bundle> picture(Outcome.Picture outcome) {
    List<Bundle> shown = new ArrayList<>(List.of(FigureBundle.of(outcome.figure())));
    outcome.saved().forEach(file -> shown.add(Bundle.text("Saved to " + file)));
    return shown;
  }

  @Override
  public List<Bundle> generation(Outcome.Generation outcome) {
    List<Bundle> shown = new ArrayList<>(List.of(Bundle.text(outcome.generated().text())));
    outcome.generated().notes().forEach(note -> shown.add(Bundle.text(note)));
    return shown;
  }

  @Override
  public List<Bundle> paper(Outcome.Paper outcome) {
    PaperPage page = outcome.page();
    return List.of(
        Renderers.titled("observations", page.observations(), List.of(page.report().models())),
        Renderers.titled("published beside measured", page.beside(), List.of()),
        Renderers.titled("cells that cannot show an effect", page.blind(), List.of()));
  }

  @Override
  public List<Bundle> message(Outcome.Message outcome) {
    return List.of(Bundle.text(outcome.text()));
  }
}
