import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { ReadDatabase } from '../../store/define-store.ts';
import type { ChatReads, SyncChanges } from './chat-store.ts';
import { messageColumns, openMessageReader, type SqlMessage } from './message-row.ts';
import {
  openRoomAccess,
  roomColumns,
  type SqlMember,
  type SqlRoom,
  toMemberRow,
  toRoomRow,
} from './room-row.ts';
import { verifyRooms } from './verify-row.ts';

const memberColumns = 'room_id, account_id, role, members.version, joined_version, has_left';

/** Everything that chat reads: at start into memory, later only what memory does not hold. */
export function openChatReads(database: ReadDatabase): ChatReads {
  const access = openRoomAccess(database);
  const messages = openMessageReader(database);
  const changesSince = openChangesSince(database);
  const rooms = database.prepare<SqlRoom>(`SELECT ${roomColumns} FROM rooms ORDER BY room_key`);
  const members = database.prepare<SqlMember>(
    `SELECT ${memberColumns} FROM members JOIN rooms USING (room_key) WHERE has_left = 0
       ORDER BY room_key, joined_version`,
  );
  const marks = database.prepare<{ accountId: AccountId; roomId: RoomId; seq: number }>(
    'SELECT account_id AS accountId, room_id AS roomId, seq FROM read_marks JOIN rooms USING (room_key)',
  );
  const mentions = database.prepare<{ accountId: AccountId; roomId: RoomId; seq: number }>(
    `SELECT m.account_id AS accountId, rooms.room_id AS roomId, m.seq AS seq
       FROM mentions m JOIN rooms USING (room_key)
       LEFT JOIN read_marks r ON r.account_id = m.account_id AND r.room_key = m.room_key
      WHERE m.seq > coalesce(r.seq, 0) ORDER BY m.seq`,
  );
  const welcomed = database.prepare<{ account_id: AccountId }>('SELECT account_id FROM welcomed');
  const before = database.prepare<SqlMessage>(
    `SELECT ${messageColumns} FROM messages WHERE room_key = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  );
  const after = database.prepare<SqlMessage>(
    `SELECT ${messageColumns} FROM messages WHERE room_key = ? AND seq > ? ORDER BY seq LIMIT ?`,
  );
  const recent = database.prepare<{ seq: number; sender_id: AccountId }>(
    `SELECT seq, sender_id FROM messages WHERE room_key = ? AND deleted = 0 ORDER BY seq DESC LIMIT ?`,
  );
  const hasWritten = database.prepare('SELECT 1 FROM messages WHERE sender_id = ? LIMIT 1');
  const count = database.prepare<{ total: number }>('SELECT count(*) AS total FROM messages');

  return {
    loadRooms: () => rooms.all().map(toRoomRow),
    loadMembers: () => members.all().map(toMemberRow),
    loadReadMarks: () => marks.all(),
    loadMentions: () => mentions.all(),
    loadWelcomed: () => welcomed.all().map((row) => row.account_id),
    history(input) {
      const room = access.find(input.roomId);
      if (!room) return [];
      const rows =
        input.after === null
          ? before.all(room.room_key, input.before ?? Number.MAX_SAFE_INTEGER, input.limit).toReversed()
          : after.all(room.room_key, input.after, input.limit);
      return messages.complete(room.room_key, rows);
    },
    recentSeqs(input) {
      const room = access.find(input.roomId);
      const rows = room ? recent.all(room.room_key, input.limit).toReversed() : [];
      return { seqs: rows.map((row) => row.seq), senders: rows.map((row) => row.sender_id) };
    },
    changesSince,
    authorsAmong: (input) => input.accountIds.filter((accountId) => hasWritten.get(accountId) !== undefined),
    countMessages: () => count.get()?.total ?? 0,
    verifyRooms: () => verifyRooms(database),
  };
}

/** What changed in a room: new messages by seq, changed ones by the partial index, members by version. */
function openChangesSince(database: ReadDatabase): ChatReads['changesSince'] {
  const access = openRoomAccess(database);
  const messages = openMessageReader(database);
  const created = database.prepare<SqlMessage>(
    `SELECT ${messageColumns} FROM messages WHERE room_key = ? AND seq > ? AND version = seq ORDER BY seq LIMIT ?`,
  );
  const changed = database.prepare<SqlMessage>(
    `SELECT ${messageColumns} FROM messages WHERE room_key = ? AND version > ? AND version > seq
       ORDER BY version LIMIT ?`,
  );
  const members = database.prepare<SqlMember>(
    `SELECT ${memberColumns} FROM members JOIN rooms USING (room_key)
      WHERE room_key = ? AND members.version > ? ORDER BY members.version LIMIT ?`,
  );

  return (input): SyncChanges | undefined => {
    const room = access.find(input.roomId);
    if (!room) return undefined;
    const limit = input.limit + 1;
    const createdRows = created.all(room.room_key, input.since, limit);
    const changedRows = changed.all(room.room_key, input.since, limit);
    const memberRows = input.withMembers ? members.all(room.room_key, input.since, limit) : [];
    const found = [...createdRows, ...changedRows, ...memberRows].map((row) => row.version);
    if (room.settings_version > input.since) found.push(room.settings_version);
    const rising = found.toSorted((a, b) => a - b);
    const last = rising[input.limit - 1];
    const completeTo = rising.length > input.limit && last !== undefined ? last : room.version;
    const complete = (row: { version: number }) => row.version <= completeTo;
    return {
      room: toRoomRow(room),
      messages: messages.complete(
        room.room_key,
        [...createdRows, ...changedRows].filter(complete).toSorted((a, b) => a.version - b.version),
      ),
      members: memberRows.filter(complete).map(toMemberRow),
      completeTo,
    };
  };
}
