import { type Static, Type } from 'typebox';
import { wireObject } from '../core/define.ts';
import {
  accountId,
  count,
  displayName,
  epoch,
  roomId,
  seq,
  time,
  version,
  workspaceId,
} from '../core/scalars.ts';

export const reaction = wireObject({
  emoji: Type.String(),
  count,
  /** The first 50 in order of reacting. */
  accountIds: Type.Array(accountId),
});
export type Reaction = Static<typeof reaction>;

/** Holds nothing personal: the same bytes go to every reader. A deleted message keeps its place with an empty text. */
export const message = wireObject({
  roomId,
  seq,
  version,
  senderId: accountId,
  text: Type.String(),
  replyTo: Type.Optional(seq),
  media: Type.Array(Type.Unknown()),
  reactions: Type.Array(reaction),
  createdAt: time,
  editedAt: Type.Optional(time),
  deleted: Type.Optional(Type.Literal(true)),
});
export type Message = Static<typeof message>;

export const roomKind = Type.Union([Type.Literal('channel'), Type.Literal('group'), Type.Literal('direct')]);
export type RoomKind = Static<typeof roomKind>;
export const visibility = Type.Union([Type.Literal('public'), Type.Literal('private')]);
export type Visibility = Static<typeof visibility>;

const roomProperties = {
  roomId,
  workspaceId,
  kind: roomKind,
  name: Type.Optional(Type.String()),
  topic: Type.Optional(Type.String()),
  visibility,
  /** The head: the version of the room's newest change. */
  version,
  /** Changes when the host was restored from a backup; versions of different epochs do not compare. */
  epoch,
  /** Seq of the newest message, 0 before the first. */
  lastSeq: seq,
  memberCount: count,
  /** Above 500 members: no member or presence events, page `chat.listMembers` instead. */
  large: Type.Optional(Type.Literal(true)),
};
export const room = wireObject(roomProperties);
export type Room = Static<typeof room>;

const readStateProperties = { unread: count, mentions: count, readSeq: seq };
/** Undeleted messages of others above `readSeq`, and those of them that name the asker; exact to 999. */
export const readState = wireObject(readStateProperties);
export type ReadState = Static<typeof readState>;

/** A room of one's own, as hello tells it. */
export const joinedRoom = wireObject({ ...roomProperties, ...readStateProperties });
export type JoinedRoom = Static<typeof joinedRoom>;

/** A room that the asker can see. */
export const listedRoom = wireObject({ ...roomProperties, joined: Type.Boolean(), ...readStateProperties });
export type ListedRoom = Static<typeof listedRoom>;

export const memberRole = Type.Union([
  Type.Literal('owner'),
  Type.Literal('moderator'),
  Type.Literal('member'),
]);
export type MemberRole = Static<typeof memberRole>;

export const member = wireObject({
  accountId,
  displayName,
  role: memberRole,
  version,
  left: Type.Optional(Type.Literal(true)),
});
export type Member = Static<typeof member>;

/** One change of a room; has exactly one of the three. */
export const change = wireObject({
  message: Type.Optional(message),
  member: Type.Optional(member),
  room: Type.Optional(room),
});
export type Change = Static<typeof change>;
