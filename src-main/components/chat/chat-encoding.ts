import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { Member, Room } from '../../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { People } from '../../kernel/ports.ts';
import type { MemberRow, MessageRow, RoomRow } from './chat-store.ts';
import { isLarge } from './room-row.ts';

/** Ids and emoji are checked at the door to need no escaping beyond what JSON.stringify does; text goes through it. */
export function encodeMessage(roomId: RoomId, row: MessageRow): string {
  const replyTo = row.replyTo === null ? '' : `,"replyTo":${row.replyTo}`;
  const edited = row.editedAtMs === null ? '' : `,"editedAt":"${isoTime(row.editedAtMs)}"`;
  const deleted = row.deleted ? ',"deleted":true' : '';
  return (
    `{"roomId":"${roomId}","seq":${row.seq},"version":${row.version},"senderId":"${row.senderId}",` +
    `"text":${JSON.stringify(row.text)}${replyTo},"media":[],"reactions":${encodeReactions(row)},` +
    `"createdAt":"${isoTime(row.createdAtMs)}"${edited}${deleted}}`
  );
}

function encodeReactions(row: MessageRow): string {
  if (row.reactions.length === 0) return '[]';
  return JSON.stringify(
    row.reactions.map((reaction) => ({
      emoji: reaction.emoji,
      count: reaction.accountIds.length,
      accountIds: reaction.accountIds.slice(0, limits.reactionAccountIds),
    })),
  );
}

let lastSecond = Number.NaN;
let lastPrefix = '';

/** `Date.toISOString` costs as much as the rest of a short message, so the part up to the second is kept. */
export function isoTime(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastPrefix = new Date(second * 1000).toISOString().slice(0, 20);
  }
  const milliseconds = atMs - second * 1000;
  return `${lastPrefix}${String(milliseconds).padStart(3, '0')}Z`;
}

export function toRoom(row: RoomRow): Room {
  return {
    roomId: row.roomId,
    workspaceId: row.workspaceId,
    kind: row.kind,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.topic === null ? {} : { topic: row.topic }),
    visibility: row.visibility,
    version: row.version,
    epoch: row.epoch,
    lastSeq: row.lastSeq,
    memberCount: row.memberCount,
    ...(isLarge(row.memberCount) ? { large: true as const } : {}),
  };
}

export function toMember(row: MemberRow, people: People): Member {
  return {
    accountId: row.accountId,
    displayName: people.find(row.accountId)?.displayName ?? 'Somebody',
    role: row.role,
    version: row.version,
    ...(row.left ? { left: true as const } : {}),
  };
}
