/** Accounts, their devices and sessions, and what the host itself is. Tokens and passwords only as hashes. */
export const sql = `
CREATE TABLE accounts (
  account_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('guest', 'member', 'bot', 'imported')),
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'moderator', 'member', 'guest')),
  display_name TEXT NOT NULL,
  name_key TEXT UNIQUE,
  username TEXT,
  username_key TEXT UNIQUE,
  password_hash TEXT,
  import_key TEXT UNIQUE,
  created_at_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_owner ON accounts (role) WHERE role = 'owner';

CREATE TABLE devices (
  device_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_account ON devices (account_id);

CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
  device_id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  token_hash TEXT NOT NULL,
  refreshed_at_ms INTEGER NOT NULL,
  client TEXT,
  address TEXT,
  created_at_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE host (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  host_id TEXT NOT NULL,
  host_name TEXT NOT NULL,
  signing_key TEXT NOT NULL,
  refresh_key TEXT NOT NULL,
  highest_time_ms INTEGER NOT NULL
) STRICT;
`;
