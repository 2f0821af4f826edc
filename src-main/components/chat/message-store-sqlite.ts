import type { AccountId } from '../../../src-shared/base/ids.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { WriteDatabase } from '../../store/define-store.ts';
import type {
  ChangedMessage,
  ChangeMessageInput,
  ChatWrites,
  MessageRow,
  Refused,
  SendMessageInput,
} from './chat-store.ts';
import type { GroupRooms } from './group-room-row.ts';
import { openMessageReader, type SqlMessage } from './message-row.ts';
import {
  contentHash,
  isRefused,
  noSuchRoom,
  openRoomAccess,
  openVersionCounter,
  refused,
  type SqlRoom,
} from './room-row.ts';

type MessageWrites = Pick<
  ChatWrites,
  'sendMessage' | 'editMessage' | 'deleteMessage' | 'react' | 'markRead' | 'importMessages'
>;

const noSuchMessage = refused('not_found', 'There is no such message.');
const messageDeleted = refused('gone', 'This message was deleted.');
const nonceConflict = refused('conflict', 'This nonce was used for another message.');

/** Messages as the writer thread changes them. Rules are checked here once more; this answer is the one that counts. */
export function openMessageWrites(database: WriteDatabase, rooms: GroupRooms): MessageWrites {
  const access = openRoomAccess(database);
  const versions = openVersionCounter(database);
  const messages = openMessageReader(database);
  const nonces = openNonces(database);
  const insert = database.prepare(
    `INSERT OR IGNORE INTO messages
       (room_key, seq, version, sender_id, text, reply_to, created_at_ms, device_id, nonce, content_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const advance = database.prepare('UPDATE rooms SET version = ?, last_seq = ? WHERE room_key = ?');
  const insertMention = database.prepare(
    'INSERT OR IGNORE INTO mentions (account_id, room_key, seq) VALUES (?, ?, ?)',
  );
  const dropMentions = database.prepare(
    'DELETE FROM mentions WHERE room_key = ? AND seq = ? AND account_id = ?',
  );
  const mentioned = database.prepare<{ account_id: AccountId }>(
    'SELECT account_id FROM mentions WHERE room_key = ? AND seq = ?',
  );
  const raiseMark = database.prepare(
    `INSERT INTO read_marks (account_id, room_key, seq) VALUES (?, ?, ?)
       ON CONFLICT (account_id, room_key) DO UPDATE SET seq = max(seq, excluded.seq)`,
  );
  const setMark = database.prepare<{ seq: number }>(
    `INSERT INTO read_marks (account_id, room_key, seq) VALUES (?, ?, ?)
       ON CONFLICT (account_id, room_key) DO UPDATE SET seq = excluded.seq`,
  );
  const mark = database.prepare<{ seq: number }>(
    'SELECT seq FROM read_marks WHERE account_id = ? AND room_key = ?',
  );
  const setText = database.prepare(
    'UPDATE messages SET text = ?, edited_at_ms = ?, version = ? WHERE room_key = ? AND seq = ?',
  );
  const setDeleted = database.prepare(
    "UPDATE messages SET deleted = 1, reacted = 0, text = '', edited_at_ms = NULL, version = ? WHERE room_key = ? AND seq = ?",
  );
  const setReacted = database.prepare(
    'UPDATE messages SET reacted = ?, version = ? WHERE room_key = ? AND seq = ?',
  );
  const dropReactions = database.prepare('DELETE FROM reactions WHERE room_key = ? AND seq = ?');
  const addReaction = database.prepare(
    'INSERT OR IGNORE INTO reactions (room_key, seq, emoji, account_id, version) VALUES (?, ?, ?, ?, ?)',
  );
  const dropReaction = database.prepare(
    'DELETE FROM reactions WHERE room_key = ? AND seq = ? AND emoji = ? AND account_id = ?',
  );
  const reactionKinds = database.prepare<{ kinds: number; known: number }>(
    'SELECT count(DISTINCT emoji) AS kinds, max(emoji = ?) AS known FROM reactions WHERE room_key = ? AND seq = ?',
  );
  const putFormerMember = database.prepare(
    "INSERT OR IGNORE INTO members (room_key, account_id, role, version, joined_version, has_left) VALUES (?, ?, 'member', ?, ?, 1)",
  );

  function now(room: SqlRoom, row: SqlMessage | undefined): MessageRow {
    const [message] = row ? messages.complete(room.room_key, [row]) : [];
    if (!message) throw new Error('a message that was just read is not there');
    return message;
  }

  function current(room: SqlRoom, seq: number): MessageRow {
    return now(room, messages.bySeq(room.room_key, seq));
  }

  function sendMessage(input: SendMessageInput) {
    const allowed = rooms.forWriter(input.writer, input.roomId, (room) => ({ action: 'room.write', room }));
    if (isRefused(allowed)) return allowed;
    const room = allowed.sql;
    const answered = input.replyTo === null ? undefined : messages.bySeq(room.room_key, input.replyTo);
    if (input.replyTo !== null && !answered) {
      return refused('not_found', 'The message that this answers does not exist.');
    }
    const { deviceId, accountId } = input.writer;
    const hash = contentHash(input.roomId, input.replyTo, input.text);
    const seq = room.version + 1;
    const added = insert.run(
      room.room_key,
      seq,
      seq,
      accountId,
      input.text,
      input.replyTo,
      input.atMs,
      deviceId,
      input.nonce,
      hash,
    );
    if (added.changes === 0) {
      const earlier = messages.byNonce(deviceId, input.nonce);
      if (!earlier || earlier.content_hash !== hash || earlier.sender_id !== accountId) return nonceConflict;
      return { seq: earlier.seq, mentioned: [], existing: now(room, earlier) };
    }
    rooms.added(room, accountId, seq);
    if (input.mentions.length === 0 && !answered) return { seq, mentioned: [], existing: undefined };
    const called = new Set(answered ? [...input.mentions, answered.sender_id] : input.mentions);
    called.delete(accountId);
    const mentioned = [...called].filter((other) => rooms.memberRole(room.room_key, other) !== undefined);
    for (const other of mentioned) insertMention.run(other, room.room_key, seq);
    return { seq, mentioned, existing: undefined };
  }

  /** The room and the message that a change is about, if the writer may make it. */
  function forChange(input: ChangeMessageInput, action: 'message.edit' | 'message.delete' | 'room.write') {
    const room = access.find(input.roomId);
    const row = room && messages.bySeq(room.room_key, input.seq);
    const allowed = access.forWriter(input.writer, input.roomId, (object) =>
      action === 'room.write'
        ? { action, room: object }
        : { action, room: object, senderId: row?.sender_id ?? ('' as AccountId) },
    );
    if (!row) return isRefused(allowed) && allowed.refused === 'not_found' ? allowed : noSuchMessage;
    if (isRefused(allowed)) return allowed;
    return { room: allowed.sql, row };
  }

  function audit(
    input: ChangeMessageInput,
    type: 'MESSAGE_EDITED' | 'MESSAGE_DELETED',
    senderId: AccountId,
  ): void {
    if (senderId === input.writer.accountId) return;
    database.audit({
      type,
      severity: 'WARNING',
      service: 'Messaging',
      actorId: input.writer.accountId,
      facts: { roomId: input.roomId, seq: input.seq, senderId },
      atMs: input.atMs,
    });
  }

  function editMessage(input: Parameters<MessageWrites['editMessage']>[0]): ChangedMessage | Refused {
    const found = forChange(input, 'message.edit');
    if (isRefused(found)) return found;
    const { room, row } = found;
    const retry = nonces.take(input, contentHash('edit', input.roomId, input.seq, input.text));
    if (retry === 'conflict') return nonceConflict;
    if (row.deleted === 1) return messageDeleted;
    if (retry === 'again' || row.text === input.text)
      return { message: current(room, input.seq), changed: false };
    setText.run(input.text, input.atMs, versions.next(room), room.room_key, input.seq);
    const kept = new Set(input.mentions);
    for (const { account_id } of mentioned.all(room.room_key, input.seq)) {
      if (!kept.has(account_id)) dropMentions.run(room.room_key, input.seq, account_id);
    }
    for (const accountId of kept) {
      if (access.memberRole(room.room_key, accountId)) insertMention.run(accountId, room.room_key, input.seq);
    }
    audit(input, 'MESSAGE_EDITED', row.sender_id);
    return { message: current(room, input.seq), changed: true };
  }

  function deleteMessage(input: ChangeMessageInput): ChangedMessage | Refused {
    const found = forChange(input, 'message.delete');
    if (isRefused(found)) return found;
    const { room, row } = found;
    if (nonces.take(input, contentHash('delete', input.roomId, input.seq)) === 'conflict')
      return nonceConflict;
    if (row.deleted === 1) return { message: current(room, input.seq), changed: false };
    setDeleted.run(versions.next(room), room.room_key, input.seq);
    dropReactions.run(room.room_key, input.seq);
    for (const { account_id } of mentioned.all(room.room_key, input.seq)) {
      dropMentions.run(room.room_key, input.seq, account_id);
    }
    audit(input, 'MESSAGE_DELETED', row.sender_id);
    return { message: current(room, input.seq), changed: true };
  }

  function react(input: Parameters<MessageWrites['react']>[0]): ChangedMessage | Refused {
    const found = forChange(input, 'room.write');
    if (isRefused(found)) return found;
    const { room, row } = found;
    const retry = nonces.take(input, contentHash('react', input.roomId, input.seq, input.emoji, input.on));
    if (retry === 'conflict') return nonceConflict;
    if (row.deleted === 1) return messageDeleted;
    if (retry === 'again') return { message: current(room, input.seq), changed: false };
    const { accountId } = input.writer;
    if (input.on) {
      const kinds = reactionKinds.get(input.emoji, room.room_key, input.seq);
      if (kinds && kinds.kinds >= limits.reactionKinds && !kinds.known) {
        return refused('conflict', `A message can have at most ${limits.reactionKinds} kinds of reaction.`);
      }
    }
    const wrote = input.on
      ? addReaction.run(room.room_key, input.seq, input.emoji, accountId, room.version + 1)
      : dropReaction.run(room.room_key, input.seq, input.emoji, accountId);
    if (wrote.changes === 0) return { message: current(room, input.seq), changed: false };
    const left = reactionKinds.get(input.emoji, room.room_key, input.seq);
    setReacted.run(left && left.kinds > 0 ? 1 : 0, versions.next(room), room.room_key, input.seq);
    return { message: current(room, input.seq), changed: true };
  }

  function markRead(input: Parameters<MessageWrites['markRead']>[0]) {
    const room = access.find(input.roomId);
    if (!room) return { seq: 0 };
    const seq = Math.min(input.seq, room.last_seq);
    (input.back ? setMark : raiseMark).run(input.accountId, room.room_key, seq);
    return { seq: mark.get(input.accountId, room.room_key)?.seq ?? seq };
  }

  function importMessages(input: Parameters<MessageWrites['importMessages']>[0]) {
    const room = access.find(input.roomId);
    if (!room) throw new Error(noSuchRoom.message);
    let added = 0;
    for (const line of input.lines) {
      const seq = room.version + 1;
      const wrote = insert.run(
        room.room_key,
        seq,
        seq,
        line.accountId,
        line.text,
        null,
        line.createdAtMs,
        `import:${line.sourceFile}`,
        String(line.sourceLine),
        0,
      );
      if (wrote.changes === 0) continue;
      room.version = seq;
      room.last_seq = seq;
      added += 1;
    }
    if (added > 0) advance.run(room.version, room.last_seq, room.room_key);
    for (const accountId of input.formerMemberIds) {
      const version = room.version + 1;
      if (putFormerMember.run(room.room_key, accountId, version, version).changes > 0) versions.next(room);
    }
    return { added, version: room.version };
  }

  return { sendMessage, editMessage, deleteMessage, react, markRead, importMessages };
}

/** Nonces of writes that have no row of their own to stand in. */
function openNonces(database: WriteDatabase) {
  const find = database.prepare<{ content_hash: number }>(
    'SELECT content_hash FROM write_nonces WHERE device_id = ? AND nonce = ?',
  );
  const insert = database.prepare(
    'INSERT INTO write_nonces (device_id, nonce, content_hash, room_id) VALUES (?, ?, ?, ?)',
  );
  return {
    take(input: ChangeMessageInput, hash: number): 'first' | 'again' | 'conflict' {
      if (!input.scope) return 'first';
      const earlier = find.get(input.scope.deviceId, input.scope.nonce);
      if (earlier) return earlier.content_hash === hash ? 'again' : 'conflict';
      insert.run(input.scope.deviceId, input.scope.nonce, hash, input.roomId);
      return 'first';
    },
  };
}
