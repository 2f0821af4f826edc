/** Workspaces group rooms; a new host has one. */
export const sql = `
CREATE TABLE workspaces (
  workspace_id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO workspaces (workspace_id, name) VALUES ('home', 'Home');
`;
