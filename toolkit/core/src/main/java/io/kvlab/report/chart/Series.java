package io.kvlab.report.chart;

/**
 * What a legend names: a colour and a symbol with a meaning.
 *
 * @param name shown in the legend
 * @param index picks colour and symbol, from 0; the same series has the same in every panel
 */
public record Series(String name, int index) {
  Ink ink() {
    return Ink.series(index);
  }

  Symbol symbol() {
    Symbol[] symbols = Symbol.values();
    return symbols[index % symbols.length];
  }
}
