package io.kvlab.jupyter.internal.kernel;

import io.kvlab.session.Outcome;

/** What an outcome is for Kotlin. */
final class OutcomeValue implements Outcome.Cases<Object> {
  @Override
  public Object experiment(Outcome.Experiment outcome) {
    return outcome.grid();
  }

  @Override
  public Object attention(Outcome.Attention outcome) {
    return outcome.result();
  }

  @Override
  public Object tabular(Outcome.Tabular outcome) {
    return outcome.table();
  }

  @Override
  public Object explained(Outcome.Explained outcome) {
    return outcome.counts().table();
  }

  @Override
  public Object picture(Outcome.Picture outcome) {
    return outcome.figure();
  }

  @Override
  public Object generation(Outcome.Generation outcome) {
    return outcome.generated();
  }

  @Override
  public Object paper(Outcome.Paper outcome) {
    return outcome.page();
  }

  @Override
  public Object message(Outcome.Message outcome) {
    return outcome.text();
  }
}
