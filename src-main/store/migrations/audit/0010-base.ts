/** The audit trail: append-only, each row holding the hash of the one before. */
export const sql = `
CREATE TABLE engine (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  commits INTEGER NOT NULL
) STRICT;
INSERT INTO engine (only_row, commits) VALUES (1, 0);

CREATE TABLE entries (
  entry INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL,
  source TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  type TEXT NOT NULL,
  severity TEXT NOT NULL,
  service TEXT NOT NULL,
  actor_id TEXT,
  facts TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_source ON entries (source, source_id);
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
`;
