import path from 'node:path';
import Database from 'better-sqlite3';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';

export interface RowMessage {
  readonly seq: number;
  readonly version: number;
  readonly text: string;
  readonly deleted: boolean;
  readonly reactions: number;
}

/** A room as one person is to be shown it. Read state stands only where the person is a member. */
export interface RoomByRows {
  readonly roomId: RoomId;
  readonly version: number;
  readonly lastSeq: number;
  readonly memberCount: number;
  readonly joined: boolean;
  readonly unread?: number;
  readonly mentions?: number;
  readonly readSeq?: number;
  readonly messages: readonly RowMessage[];
}

interface RoomRow {
  room_key: number;
  roomId: RoomId;
  version: number;
  lastSeq: number;
  memberCount: number;
  joined: number;
  readSeq: number;
}

/** Everything recounted from messages, members, reactions, mentions and read marks; nothing taken from a counter but versions. */
export function roomsByRows(folder: string, accountId: AccountId): RoomByRows[] {
  const database = new Database(path.join(folder, 'communication.db'), { readonly: true });
  try {
    const rooms = database
      .prepare<[string, string], RoomRow>(
        `SELECT room_key, room_id AS roomId, version,
                coalesce((SELECT max(seq) FROM messages m WHERE m.room_key = rooms.room_key), 0) AS lastSeq,
                (SELECT count(*) FROM members p WHERE p.room_key = rooms.room_key AND has_left = 0) AS memberCount,
                (SELECT count(*) FROM members p WHERE p.room_key = rooms.room_key AND has_left = 0 AND account_id = ?) AS joined,
                coalesce((SELECT seq FROM read_marks r WHERE r.room_key = rooms.room_key AND account_id = ?), 0) AS readSeq
           FROM rooms ORDER BY room_id`,
      )
      .all(accountId, accountId);
    const unread = database
      .prepare<[number, number, string], number>(
        'SELECT count(*) FROM messages WHERE room_key = ? AND seq > ? AND sender_id <> ? AND deleted = 0',
      )
      .pluck();
    const mentions = database
      .prepare<[number, number, string], number>(
        'SELECT count(*) FROM mentions WHERE room_key = ? AND seq > ? AND account_id = ?',
      )
      .pluck();
    const messages = database.prepare<[number], Omit<RowMessage, 'deleted'> & { deleted: number }>(
      `SELECT seq, version, text, deleted,
              (SELECT count(*) FROM reactions r WHERE r.room_key = messages.room_key AND r.seq = messages.seq) AS reactions
         FROM messages WHERE room_key = ? ORDER BY seq`,
    );
    return rooms.map(({ room_key, readSeq, joined, ...room }) => ({
      ...room,
      joined: joined === 1,
      ...(joined === 1
        ? {
            unread: unread.get(room_key, readSeq, accountId) ?? 0,
            mentions: mentions.get(room_key, readSeq, accountId) ?? 0,
            readSeq,
          }
        : {}),
      messages: messages.all(room_key).map((message) => ({ ...message, deleted: message.deleted === 1 })),
    }));
  } finally {
    database.close();
  }
}
