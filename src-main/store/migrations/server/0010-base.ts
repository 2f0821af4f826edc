/** What the storage engine itself keeps in this file, and how far the audit chain had come. */
export const sql = `
CREATE TABLE engine (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  commits INTEGER NOT NULL
) STRICT;
INSERT INTO engine (only_row, commits) VALUES (1, 0);

CREATE TABLE outbox (
  outbox_id INTEGER PRIMARY KEY AUTOINCREMENT,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE audit_head (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  entries INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (only_row, entries, hash) VALUES (1, 0, '');
`;
