/** What the storage engine itself keeps in this file. */
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
`;
