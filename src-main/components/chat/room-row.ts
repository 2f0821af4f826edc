import type { AccountId, Epoch, RoomId, WorkspaceId } from '../../../src-shared/base/ids.ts';
import type { MemberRole, RoomKind, Visibility } from '../../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { can, type Question, type RoomObject } from '../../kernel/can.ts';
import type { PreparedStatement, ReadDatabase, WriteDatabase } from '../../store/define-store.ts';
import type { MemberRow, Refused, RoomRow, Writer } from './chat-store.ts';

/** A row of `rooms`, as SQL names its columns. */
export interface SqlRoom {
  room_key: number;
  room_id: RoomId;
  workspace_id: WorkspaceId;
  kind: RoomKind;
  name: string | null;
  topic: string | null;
  visibility: Visibility;
  version: number;
  settings_version: number;
  floor: number;
  size_version: number;
  epoch: Epoch;
  last_seq: number;
  member_count: number;
}

export interface SqlMember {
  room_id: RoomId;
  account_id: AccountId;
  role: MemberRole;
  version: number;
  joined_version: number;
  has_left: number;
}

export const roomColumns =
  'room_key, room_id, workspace_id, kind, name, topic, visibility, version, settings_version, floor, size_version, epoch, last_seq, member_count';

export function toRoomRow(row: SqlRoom): RoomRow {
  return {
    roomId: row.room_id,
    workspaceId: row.workspace_id,
    kind: row.kind,
    name: row.name,
    topic: row.topic,
    visibility: row.visibility,
    version: row.version,
    settingsVersion: row.settings_version,
    floor: row.floor,
    sizeVersion: row.size_version,
    epoch: row.epoch,
    lastSeq: row.last_seq,
    memberCount: row.member_count,
  };
}

export function toMemberRow(row: SqlMember): MemberRow {
  return {
    roomId: row.room_id,
    accountId: row.account_id,
    role: row.role,
    version: row.version,
    joinedVersion: row.joined_version,
    left: row.has_left === 1,
  };
}

export function refused(kind: Refused['refused'], message: string): Refused {
  return { refused: kind, message };
}

/** The answer to everything about a room that is not there or not to be known. */
export const noSuchRoom = refused('not_found', 'There is no such room.');

export function isRefused(value: object): value is Refused {
  return 'refused' in value;
}

/** A room with the writer's own membership, as the rules of `can` want it. */
export interface RoomForWriter {
  readonly sql: SqlRoom;
  readonly object: RoomObject;
}

export interface RoomAccess {
  find(roomId: RoomId): SqlRoom | undefined;
  /** The room if the writer may do this in it; `not_found` where it may not even know of it. */
  forWriter(
    writer: Writer,
    roomId: RoomId,
    question: (object: RoomObject) => Question,
  ): RoomForWriter | Refused;
  memberRole(roomKey: number, accountId: AccountId): MemberRole | undefined;
}

/** Facts about rooms and members that every write checks again inside its savepoint. */
export function openRoomAccess(database: ReadDatabase): RoomAccess {
  const byId = database.prepare<SqlRoom>(`SELECT ${roomColumns} FROM rooms WHERE room_id = ?`);
  const role: PreparedStatement<{ role: MemberRole }> = database.prepare(
    'SELECT role FROM members WHERE room_key = ? AND account_id = ? AND has_left = 0',
  );
  return roomAccess({
    find: (roomId) => byId.get(roomId),
    memberRole: (roomKey, accountId) => role.get(roomKey, accountId)?.role,
  });
}

/** The rules over these two look-ups. */
export function roomAccess({
  find,
  memberRole: roleOf,
}: Pick<RoomAccess, 'find' | 'memberRole'>): RoomAccess {
  return {
    find,
    memberRole: roleOf,
    forWriter(writer, roomId, question) {
      const sql = find(roomId);
      if (!sql) return noSuchRoom;
      const memberRole = roleOf(sql.room_key, writer.accountId);
      const object: RoomObject = {
        kind: sql.kind,
        visibility: sql.visibility,
        membership: memberRole === undefined ? undefined : { role: memberRole },
      };
      if (can(writer, question(object))) return { sql, object };
      return can(writer, { action: 'room.know', room: object })
        ? refused('forbidden', 'That is not allowed in this room.')
        : noSuchRoom;
    },
  };
}

export interface VersionCounter {
  /** Takes the room's next version: stored at once, never ahead of the commit. */
  next(room: SqlRoom): number;
}

export function openVersionCounter(database: WriteDatabase): VersionCounter {
  const set = database.prepare('UPDATE rooms SET version = ? WHERE room_key = ?');
  return {
    next(room) {
      room.version += 1;
      set.run(room.version, room.room_key);
      return room.version;
    },
  };
}

/** Small non-cryptographic hash (cyrb53) that tells a retry from other content under the same nonce. 53 bits. */
export function contentHash(...parts: readonly (string | number | boolean | null | undefined)[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const text = parts.join('\u0000');
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}

export function isLarge(memberCount: number): boolean {
  return memberCount > limits.largeRoomMembers;
}
