-- Format 1. Keys grow; run keys are never used twice, so that a process that appends to a run which
-- another has removed cannot write into a stranger. Every list of rows is checked against its tally.

CREATE TABLE run (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,           -- one hash over the fingerprint
  fingerprint TEXT NOT NULL,      -- JSON: part -> SHA-256
  statement TEXT NOT NULL,
  plan TEXT NOT NULL,             -- JSON
  provenance TEXT NOT NULL,       -- JSON
  state TEXT NOT NULL,
  created INTEGER NOT NULL,       -- milliseconds since 1970, for display only
  updated INTEGER NOT NULL,
  checksum INTEGER NOT NULL       -- over all of the above but the key
) STRICT;

CREATE INDEX run_by_digest ON run (digest);

-- What the rows of a run must add up to; written in the same transaction as they.
CREATE TABLE tally (
  run INTEGER PRIMARY KEY,
  rows INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  sum INTEGER NOT NULL            -- of the rows' checksums
) STRICT;

CREATE TABLE cell (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  model TEXT NOT NULL,
  task TEXT NOT NULL,
  capability TEXT NOT NULL,
  shots INTEGER NOT NULL,
  settings TEXT NOT NULL,
  policy TEXT NOT NULL,
  budget TEXT NOT NULL,           -- "ratio 0.1", "capacity 256"
  decode TEXT NOT NULL,           -- the same, or empty
  point TEXT NOT NULL,
  UNIQUE (run, model, task, capability, shots, settings, policy, budget, decode, point)
) STRICT;

CREATE TABLE example (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  UNIQUE (run, id, position)
) STRICT;

-- Generated texts, answers, reasons: branches often say the same, so equal ones are kept once.
CREATE TABLE text (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  body ANY NOT NULL               -- TEXT, or a BLOB: deflated UTF-8
) STRICT;

-- Rows arrive example by example: in this order they are written to few pages.
CREATE TABLE example_row (
  example INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  failure INTEGER,                -- text: the reason; then all but the checksum is null
  prompt INTEGER,
  kept INTEGER,
  total INTEGER,
  bytes INTEGER,
  text INTEGER,
  extracted INTEGER,
  gold INTEGER,
  score REAL,
  correct INTEGER,
  units INTEGER,
  others INTEGER,                 -- text: JSON, or null when there are none
  generated INTEGER,
  scored INTEGER,
  exposed INTEGER,
  prefill REAL,
  decode REAL,
  nll REAL,
  kl REAL,
  agreeing INTEGER,
  positions INTEGER,              -- null: no text fidelity was measured
  checksum INTEGER NOT NULL,
  PRIMARY KEY (example, cell)
) STRICT, WITHOUT ROWID;
