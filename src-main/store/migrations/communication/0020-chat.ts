/** Rooms, members, messages, reactions, mentions and read marks: everything that takes a room version. */
export const sql = `
CREATE TABLE rooms (
  room_key INTEGER PRIMARY KEY,
  room_id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('channel', 'group', 'direct')),
  name TEXT,
  name_key TEXT,
  topic TEXT,
  visibility TEXT NOT NULL CHECK (visibility IN ('public', 'private')),
  direct_key TEXT UNIQUE,
  by_default INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL,
  settings_version INTEGER NOT NULL,
  floor INTEGER NOT NULL DEFAULT 0,
  size_version INTEGER NOT NULL DEFAULT 0,
  epoch TEXT NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX rooms_public_name ON rooms (workspace_id, name_key)
  WHERE kind = 'channel' AND visibility = 'public';

CREATE TABLE members (
  room_key INTEGER NOT NULL REFERENCES rooms (room_key),
  account_id TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
  version INTEGER NOT NULL,
  joined_version INTEGER NOT NULL,
  visible_from INTEGER NOT NULL DEFAULT 0,
  has_left INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (room_key, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_version ON members (room_key, version);

CREATE TABLE messages (
  message_key INTEGER PRIMARY KEY,
  room_key INTEGER NOT NULL REFERENCES rooms (room_key),
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  sender_id TEXT NOT NULL,
  text TEXT NOT NULL,
  reply_to INTEGER,
  created_at_ms INTEGER NOT NULL,
  edited_at_ms INTEGER,
  deleted INTEGER NOT NULL DEFAULT 0,
  reacted INTEGER NOT NULL DEFAULT 0,
  device_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  content_hash INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX messages_seq ON messages (room_key, seq);
CREATE UNIQUE INDEX messages_nonce ON messages (device_id, nonce);
CREATE INDEX messages_changed ON messages (room_key, version) WHERE version > seq;

CREATE TABLE reactions (
  room_key INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  account_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (room_key, seq, emoji, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
  account_id TEXT NOT NULL,
  room_key INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (account_id, room_key, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE read_marks (
  account_id TEXT NOT NULL,
  room_key INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (account_id, room_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE welcomed (
  account_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE write_nonces (
  device_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  content_hash INTEGER NOT NULL,
  room_id TEXT NOT NULL,
  PRIMARY KEY (device_id, nonce)
) STRICT, WITHOUT ROWID;
`;
