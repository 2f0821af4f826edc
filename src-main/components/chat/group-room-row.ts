import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { MemberRole } from '../../../src-shared/protocol/chat/entities.ts';
import type { WriteDatabase } from '../../store/define-store.ts';
import { openRoomAccess, type RoomAccess, roomAccess, type SqlRoom } from './room-row.ts';

/** A room that messages of the running group go to. */
interface GroupRoom {
  readonly sql: SqlRoom;
  readonly roles: Map<AccountId, MemberRole | undefined>;
  /** The senders' read marks, which rise with what they send. */
  readonly marks: Map<AccountId, number>;
}

export interface GroupRooms extends RoomAccess {
  /** A message was added: it becomes the room's newest, and its sender has read up to it. */
  added(sql: SqlRoom, senderId: AccountId, seq: number): void;
  /** Before anything else looks at rooms, members or marks, or changes them: what is kept is written and forgotten. */
  settle(): void;
}

/**
 * Rooms that messages of one group go to, read once and written once for all of them. It is kept for sending alone,
 * which is most of what a host writes; every other function settles it first.
 */
export function openGroupRooms(database: WriteDatabase): GroupRooms {
  const stored = openRoomAccess(database);
  const advance = database.prepare('UPDATE rooms SET version = ?, last_seq = ? WHERE room_key = ?');
  const raiseMark = database.prepare(
    `INSERT INTO read_marks (account_id, room_key, seq) VALUES (?, ?, ?)
       ON CONFLICT (account_id, room_key) DO UPDATE SET seq = max(seq, excluded.seq)`,
  );
  const byId = new Map<RoomId, GroupRoom>();
  const byKey = new Map<number, GroupRoom>();

  function find(roomId: RoomId): SqlRoom | undefined {
    const known = byId.get(roomId);
    if (known) return known.sql;
    const sql = stored.find(roomId);
    if (!sql) return undefined;
    const room: GroupRoom = { sql, roles: new Map(), marks: new Map() };
    byId.set(roomId, room);
    byKey.set(sql.room_key, room);
    return sql;
  }

  function memberRole(roomKey: number, accountId: AccountId): MemberRole | undefined {
    const roles = byKey.get(roomKey)?.roles;
    if (roles?.has(accountId)) return roles.get(accountId);
    const role = stored.memberRole(roomKey, accountId);
    roles?.set(accountId, role);
    return role;
  }

  function write(): void {
    for (const { sql, marks } of byKey.values()) {
      if (marks.size === 0) continue;
      advance.run(sql.version, sql.last_seq, sql.room_key);
      for (const [accountId, seq] of marks) raiseMark.run(accountId, sql.room_key, seq);
      marks.clear();
    }
  }

  function forget(): void {
    byId.clear();
    byKey.clear();
  }

  database.keep({ write, forget });
  return {
    ...roomAccess({ find, memberRole }),
    added(sql, senderId, seq) {
      sql.version = seq;
      sql.last_seq = seq;
      byKey.get(sql.room_key)?.marks.set(senderId, seq);
    },
    settle() {
      write();
      forget();
    },
  };
}
