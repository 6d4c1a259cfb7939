package io.kvlab.result;

/** What a column holds. */
public enum Kind {
  /** A String. */
  TEXT,
  /** A Long. */
  WHOLE,
  /** A Double. */
  REAL,
  /** A list of Long. */
  WHOLES,
  /** A list of Double. */
  REALS,
  /** Metrics by name: a map of Double. */
  METRICS,
  /** What few rows state: {@link Details}. */
  DETAILS
}
