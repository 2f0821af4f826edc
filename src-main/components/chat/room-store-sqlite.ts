import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { MemberRole } from '../../../src-shared/protocol/chat/entities.ts';
import type { WriteDatabase } from '../../store/define-store.ts';
import type {
  ChatWrites,
  CreateRoomInput,
  MembershipChange,
  MembershipInput,
  Refused,
  UpdateRoomInput,
} from './chat-store.ts';
import {
  contentHash,
  isLarge,
  isRefused,
  noSuchRoom,
  openRoomAccess,
  openVersionCounter,
  refused,
  roomColumns,
  type SqlMember,
  type SqlRoom,
  toMemberRow,
  toRoomRow,
} from './room-row.ts';

type RoomWrites = Pick<
  ChatWrites,
  | 'createRoom'
  | 'addMember'
  | 'removeMember'
  | 'joinDefaultRooms'
  | 'updateRoom'
  | 'ensureDefaultRoom'
  | 'ensureImportRoom'
>;

const workspaceOfImports = 'home';

/** Rooms and memberships as the writer thread changes them. Every change takes a room version. */
export function openRoomWrites(database: WriteDatabase): RoomWrites {
  const access = openRoomAccess(database);
  const versions = openVersionCounter(database);
  const memberships = openMemberships(database);
  const insertRoom = database.prepare(
    `INSERT INTO rooms (room_id, workspace_id, kind, name, name_key, topic, visibility, direct_key, by_default,
       version, settings_version, epoch, created_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, ?)`,
  );
  const byDirectKey = database.prepare<SqlRoom>(`SELECT ${roomColumns} FROM rooms WHERE direct_key = ?`);
  const byPublicName = database.prepare<{ room_id: RoomId }>(
    "SELECT room_id FROM rooms WHERE workspace_id = ? AND name_key = ? AND kind = 'channel' AND visibility = 'public'",
  );
  const firstDefault = database.prepare<SqlRoom>(
    `SELECT ${roomColumns} FROM rooms WHERE by_default = 1 ORDER BY room_key LIMIT 1`,
  );
  const defaults = database.prepare<SqlRoom>(
    `SELECT ${roomColumns} FROM rooms WHERE by_default = 1 ORDER BY room_key`,
  );
  const updateSettings = database.prepare(
    'UPDATE rooms SET name = ?, name_key = coalesce(?, name_key), topic = ?, visibility = ?, settings_version = ? WHERE room_key = ?',
  );
  const nonceRow = database.prepare<{ content_hash: number; room_id: RoomId }>(
    'SELECT content_hash, room_id FROM write_nonces WHERE device_id = ? AND nonce = ?',
  );
  const insertNonce = database.prepare(
    'INSERT INTO write_nonces (device_id, nonce, content_hash, room_id) VALUES (?, ?, ?, ?)',
  );
  const welcome = database.prepare('INSERT OR IGNORE INTO welcomed (account_id) VALUES (?)');

  function found(room: SqlRoom) {
    return { room: toRoomRow(room), members: memberships.present(room.room_key), existed: true };
  }

  function createRoom(input: CreateRoomInput) {
    const hash = contentHash(input.kind, input.name, input.topic, input.visibility, ...input.memberIds);
    if (input.scope) {
      const earlier = nonceRow.get(input.scope.deviceId, input.scope.nonce);
      const room = earlier && access.find(earlier.room_id);
      if (earlier && earlier.content_hash !== hash) return sameNonce;
      if (room) {
        // Whoever made the room and is not in it any more learns nothing of it by saying the same again.
        const known = access.forWriter(input.writer, room.room_id, (object) => ({
          action: 'room.know',
          room: object,
        }));
        return isRefused(known) ? known : found(room);
      }
    }
    const directKey =
      input.kind === 'direct' ? [input.writer.accountId, ...input.memberIds].toSorted().join('+') : null;
    const direct = directKey === null ? undefined : byDirectKey.get(directKey);
    if (direct) return found(direct);
    const isPublicChannel = input.kind === 'channel' && input.visibility === 'public';
    if (isPublicChannel && byPublicName.get(input.workspaceId, input.nameKey)) return nameTaken;
    insertRoom.run(
      input.roomId,
      input.workspaceId,
      input.kind,
      input.name,
      input.nameKey,
      input.topic,
      input.visibility,
      directKey,
      0,
      input.epoch,
      input.atMs,
    );
    const room = mustFind(access.find(input.roomId));
    const creatorRole: MemberRole = input.kind === 'direct' ? 'member' : 'owner';
    const members = [input.writer.accountId, ...input.memberIds].map((accountId, index) =>
      memberships.add(room, accountId, index === 0 ? creatorRole : 'member'),
    );
    if (input.scope) insertNonce.run(input.scope.deviceId, input.scope.nonce, hash, input.roomId);
    if (input.kind !== 'direct') {
      database.audit({
        type: 'CHANNEL_CREATED',
        severity: 'INFO',
        service: 'Messaging',
        actorId: input.writer.accountId,
        facts: {
          roomId: input.roomId,
          kind: input.kind,
          visibility: input.visibility,
          members: members.length,
        },
        atMs: input.atMs,
      });
    }
    return { room: toRoomRow(room), members, existed: false };
  }

  function addMember(input: MembershipInput & { readonly bySelf: boolean }): MembershipChange | Refused {
    const allowed = access.forWriter(input.writer, input.roomId, (room) =>
      input.bySelf ? { action: 'room.join', room } : { action: 'room.addMember', room },
    );
    if (isRefused(allowed)) return allowed;
    const room = allowed.sql;
    const present = memberships.find(room, input.accountId);
    if (present && !present.left) {
      return { room: toRoomRow(room), member: present, readSeq: room.last_seq, changed: false };
    }
    const member = memberships.add(room, input.accountId, 'member');
    database.audit({
      type: input.bySelf ? 'SERVER_JOINED' : 'MEMBER_INVITED',
      severity: 'INFO',
      service: 'Messaging',
      actorId: input.writer.accountId,
      facts: { roomId: input.roomId, accountId: input.accountId },
      atMs: input.atMs,
    });
    return { room: toRoomRow(room), member, readSeq: room.last_seq, changed: true };
  }

  function removeMember(input: MembershipInput & { readonly bySelf: boolean }): MembershipChange | Refused {
    const room = access.find(input.roomId);
    if (!room) return noSuchRoom;
    const member = memberships.find(room, input.accountId);
    const allowed = access.forWriter(input.writer, input.roomId, (object) =>
      input.bySelf
        ? { action: 'room.leave', room: object }
        : { action: 'room.removeMember', room: object, memberRole: member?.role ?? 'member' },
    );
    if (isRefused(allowed)) return allowed;
    if (!member || member.left) {
      return refused('not_found', 'That person is not in this room.');
    }
    const left = memberships.end(room, member);
    database.audit({
      type: input.bySelf ? 'SERVER_LEFT' : 'MEMBER_REMOVED',
      severity: input.bySelf ? 'INFO' : 'WARNING',
      service: 'Messaging',
      actorId: input.writer.accountId,
      facts: { roomId: input.roomId, accountId: input.accountId },
      atMs: input.atMs,
    });
    return { room: toRoomRow(room), member: left, readSeq: 0, changed: true };
  }

  function updateRoom(input: UpdateRoomInput) {
    const allowed = access.forWriter(input.writer, input.roomId, (room) => ({ action: 'room.update', room }));
    if (isRefused(allowed)) return allowed;
    const room = allowed.sql;
    const visibility = input.visibility ?? room.visibility;
    const takes = room.kind === 'channel' && visibility === 'public';
    const nameKey = input.nameKey ?? memberships.nameKey(room.room_key);
    if (takes && nameKey !== null) {
      const holder = byPublicName.get(room.workspace_id, nameKey);
      if (holder && holder.room_id !== room.room_id) return nameTaken;
    }
    room.name = input.name ?? room.name;
    room.topic = input.topic ?? room.topic;
    room.visibility = visibility;
    room.settings_version = versions.next(room);
    updateSettings.run(
      room.name,
      input.nameKey ?? null,
      room.topic,
      visibility,
      room.settings_version,
      room.room_key,
    );
    database.audit({
      type: 'CHANNEL_UPDATED',
      severity: 'INFO',
      service: 'Messaging',
      actorId: input.writer.accountId,
      facts: { roomId: input.roomId, visibility },
      atMs: input.atMs,
    });
    return { room: toRoomRow(room) };
  }

  function joinDefaultRooms(input: { readonly accountId: AccountId; readonly atMs: number }) {
    if (welcome.run(input.accountId).changes === 0) return [];
    return defaults.all().flatMap((room) => {
      const present = memberships.find(room, input.accountId);
      if (present && !present.left) return [];
      const member = memberships.add(room, input.accountId, 'member');
      return [{ room: toRoomRow(room), member, readSeq: room.last_seq, changed: true }];
    });
  }

  function ensureDefaultRoom(input: Parameters<RoomWrites['ensureDefaultRoom']>[0]) {
    const there = firstDefault.get();
    if (there) return toRoomRow(there);
    insertRoom.run(
      input.roomId,
      workspaceOfImports,
      'channel',
      'general',
      'general',
      null,
      'public',
      null,
      1,
      input.epoch,
      input.atMs,
    );
    return toRoomRow(mustFind(access.find(input.roomId)));
  }

  function ensureImportRoom(input: Parameters<RoomWrites['ensureImportRoom']>[0]) {
    const there = byPublicName.get(workspaceOfImports, input.nameKey);
    if (!there) {
      insertRoom.run(
        input.roomId,
        workspaceOfImports,
        'channel',
        input.name,
        input.nameKey,
        null,
        'public',
        null,
        0,
        input.epoch,
        input.atMs,
      );
    }
    return toRoomRow(mustFind(access.find(there?.room_id ?? input.roomId)));
  }

  return {
    createRoom,
    addMember,
    removeMember,
    joinDefaultRooms,
    updateRoom,
    ensureDefaultRoom,
    ensureImportRoom,
  };
}

const nameTaken = refused('conflict', 'There is a public room with this name already.');
const sameNonce = refused('conflict', 'This nonce was used for something else.');

function mustFind(room: SqlRoom | undefined): SqlRoom {
  if (!room) throw new Error('a room that was just written is not there');
  return room;
}

/** Member rows with the room's counter, member count and size line kept in step. */
function openMemberships(database: WriteDatabase) {
  const versions = openVersionCounter(database);
  const find = database.prepare<Omit<SqlMember, 'room_id'>>(
    'SELECT account_id, role, version, joined_version, has_left FROM members WHERE room_key = ? AND account_id = ?',
  );
  const present = database.prepare<SqlMember>(
    `SELECT room_id, account_id, role, members.version, joined_version, has_left
       FROM members JOIN rooms USING (room_key) WHERE room_key = ? AND has_left = 0`,
  );
  const put = database.prepare(
    `INSERT INTO members (room_key, account_id, role, version, joined_version) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (room_key, account_id) DO UPDATE SET
         role = excluded.role, version = excluded.version, joined_version = excluded.joined_version, has_left = 0`,
  );
  const end = database.prepare(
    'UPDATE members SET has_left = 1, version = ? WHERE room_key = ? AND account_id = ?',
  );
  const count = database.prepare('UPDATE rooms SET member_count = ?, size_version = ? WHERE room_key = ?');
  const markRead = database.prepare(
    `INSERT INTO read_marks (account_id, room_key, seq) VALUES (?, ?, ?)
       ON CONFLICT (account_id, room_key) DO UPDATE SET seq = max(seq, excluded.seq)`,
  );
  const nameKey = database.prepare<{ name_key: string | null }>(
    'SELECT name_key FROM rooms WHERE room_key = ?',
  );

  function recount(room: SqlRoom, by: number): void {
    const wasLarge = isLarge(room.member_count);
    room.member_count += by;
    if (isLarge(room.member_count) !== wasLarge) room.size_version = room.version;
    count.run(room.member_count, room.size_version, room.room_key);
  }

  return {
    find(room: SqlRoom, accountId: AccountId) {
      const row = find.get(room.room_key, accountId);
      return row && toMemberRow({ ...row, room_id: room.room_id });
    },
    present: (roomKey: number) => present.all(roomKey).map(toMemberRow),
    nameKey: (roomKey: number) => nameKey.get(roomKey)?.name_key ?? null,
    /** Joining starts with everything read, so that a newcomer does not face years of unread messages. */
    add(room: SqlRoom, accountId: AccountId, role: MemberRole) {
      const version = versions.next(room);
      put.run(room.room_key, accountId, role, version, version);
      markRead.run(accountId, room.room_key, room.last_seq);
      recount(room, 1);
      return { roomId: room.room_id, accountId, role, version, joinedVersion: version, left: false };
    },
    end(room: SqlRoom, member: ReturnType<typeof toMemberRow>) {
      const version = versions.next(room);
      end.run(version, room.room_key, member.accountId);
      recount(room, -1);
      return { ...member, version, left: true };
    },
  };
}
