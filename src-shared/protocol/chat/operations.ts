import { Type } from 'typebox';
import { defineOperation, wireObject } from '../core/define.ts';
import { limits } from '../core/limits.ts';
import { accountId, epoch, nonce, roomId, seq, version, workspaceId } from '../core/scalars.ts';
import { change, listedRoom, member, message, room, roomKind, visibility } from './entities.ts';

const roomName = Type.String({ minLength: 1, maxLength: limits.roomNameCharacters });
const roomTopic = Type.String({ maxLength: limits.roomTopicCharacters });
const messageText = Type.String({ maxLength: limits.messageCharacters });
const once = { nonce: Type.Optional(nonce) };

export const createRoom = defineOperation({
  name: 'chat.createRoom',
  summary: 'Makes a room with the asker in it. A direct room that exists already is returned.',
  input: wireObject({
    kind: roomKind,
    name: Type.Optional(roomName),
    topic: Type.Optional(roomTopic),
    visibility,
    memberIds: Type.Optional(Type.Array(accountId, { maxItems: limits.roomMemberIds })),
    workspaceId: Type.Optional(workspaceId),
    ...once,
  }),
  output: wireObject({ room }),
  errors: ['forbidden', 'not_found', 'conflict', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const listRooms = defineOperation({
  name: 'chat.listRooms',
  summary: 'Every room that the asker can see.',
  input: wireObject({}),
  output: wireObject({ rooms: Type.Array(listedRoom) }),
  errors: [],
  access: 'session',
  rate: 'read',
  effect: 'read',
});

export const joinRoom = defineOperation({
  name: 'chat.joinRoom',
  summary: 'Becomes a member of a public room; of one’s own rooms, again, it changes nothing.',
  input: wireObject({ roomId, ...once }),
  output: wireObject({ room }),
  errors: ['forbidden', 'not_found', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const leaveRoom = defineOperation({
  name: 'chat.leaveRoom',
  summary: 'Stops being a member.',
  input: wireObject({ roomId, ...once }),
  output: wireObject({}),
  errors: ['forbidden', 'not_found', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const updateRoom = defineOperation({
  name: 'chat.updateRoom',
  summary: 'Changes name, topic or visibility.',
  input: wireObject({
    roomId,
    name: Type.Optional(roomName),
    topic: Type.Optional(roomTopic),
    visibility: Type.Optional(visibility),
    ...once,
  }),
  output: wireObject({ room }),
  errors: ['forbidden', 'not_found', 'conflict', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const addMember = defineOperation({
  name: 'chat.addMember',
  summary: 'Brings a person into a room.',
  input: wireObject({ roomId, accountId, ...once }),
  output: wireObject({ member }),
  errors: ['forbidden', 'not_found', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const removeMember = defineOperation({
  name: 'chat.removeMember',
  summary: 'Takes a person out of a room; every open way into it closes within a second.',
  input: wireObject({ roomId, accountId, ...once }),
  output: wireObject({ member }),
  errors: ['forbidden', 'not_found', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const listMembers = defineOperation({
  name: 'chat.listMembers',
  summary: 'Members in the order of joining; `next` continues as `after`.',
  input: wireObject({
    roomId,
    after: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.listMembers })),
  }),
  output: wireObject({ members: Type.Array(member), next: Type.Optional(Type.String()) }),
  errors: ['not_found'],
  access: 'session',
  rate: 'read',
  effect: 'read',
});

export const sendMessage = defineOperation({
  name: 'chat.sendMessage',
  summary:
    'Sends. A retry with the same nonce returns the message as it is now; the same nonce with other content is `conflict`.',
  input: wireObject({
    roomId,
    text: messageText,
    nonce,
    replyTo: Type.Optional(seq),
    mediaIds: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: limits.mediaPerMessage }),
    ),
  }),
  output: wireObject({ message }),
  errors: ['forbidden', 'not_found', 'conflict', 'too_large', 'read_only'],
  access: 'session',
  rate: 'message',
  effect: 'write',
});

export const editMessage = defineOperation({
  name: 'chat.editMessage',
  summary: 'Changes the text of one’s own message.',
  input: wireObject({ roomId, seq, text: messageText, ...once }),
  output: wireObject({ message }),
  errors: ['forbidden', 'not_found', 'gone', 'read_only'],
  access: 'session',
  rate: 'message',
  effect: 'write',
});

export const deleteMessage = defineOperation({
  name: 'chat.deleteMessage',
  summary: 'Deletes: the place stays, text, media and reactions go.',
  input: wireObject({ roomId, seq, ...once }),
  output: wireObject({ message }),
  errors: ['forbidden', 'not_found', 'read_only'],
  access: 'session',
  rate: 'message',
  effect: 'write',
});

export const react = defineOperation({
  name: 'chat.react',
  summary: 'Puts one’s own reaction on a message or takes it off; at most 20 kinds on one message.',
  input: wireObject({
    roomId,
    seq,
    emoji: Type.String({ minLength: 1, maxLength: limits.emojiCharacters }),
    on: Type.Boolean(),
    ...once,
  }),
  output: wireObject({ message }),
  errors: ['forbidden', 'not_found', 'gone', 'conflict', 'read_only'],
  access: 'session',
  rate: 'message',
  effect: 'write',
});

export const history = defineOperation({
  name: 'chat.history',
  summary:
    'A page of messages, oldest first: the newest ones, or those before, after (exclusive seqs) or around a seq. A page ends early at 256 KiB.',
  input: wireObject({
    roomId,
    before: Type.Optional(seq),
    after: Type.Optional(seq),
    around: Type.Optional(seq),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.historyMessages })),
  }),
  output: wireObject({
    messages: Type.Array(message),
    /** The asker's own reactions in this page; `accountIds` of a reaction stops at 50. */
    mine: Type.Array(wireObject({ seq, reactions: Type.Array(Type.String()) })),
    hasBefore: Type.Boolean(),
    hasAfter: Type.Boolean(),
  }),
  errors: ['not_found'],
  access: 'session',
  rate: 'read',
  effect: 'read',
});

export const sync = defineOperation({
  name: 'chat.sync',
  summary:
    'What changed in rooms since a version. `reset`: forget the room and fetch it afresh; `gone`: it is not the asker’s any more.',
  input: wireObject({
    rooms: Type.Array(wireObject({ roomId, since: version, epoch: Type.Optional(epoch) }), {
      maxItems: limits.syncRooms,
    }),
  }),
  output: wireObject({
    rooms: Type.Array(
      Type.Union([
        wireObject({
          roomId,
          epoch,
          head: version,
          /** In rising version; each row appears once, as it is now. */
          changes: Type.Array(change),
          /** Ask again with the last change's version. */
          more: Type.Boolean(),
        }),
        wireObject({ roomId, reset: Type.Literal(true) }),
        wireObject({ roomId, gone: Type.Literal(true) }),
      ]),
    ),
  }),
  errors: [],
  access: 'session',
  rate: 'read',
  effect: 'read',
});

export const markRead = defineOperation({
  name: 'chat.markRead',
  summary: 'Moves the read mark. Backwards only with `unread`, which is “mark unread from here”.',
  input: wireObject({ roomId, seq, unread: Type.Optional(Type.Literal(true)), ...once }),
  output: wireObject({}),
  errors: ['not_found', 'read_only'],
  access: 'session',
  rate: 'typing',
  effect: 'write',
});

export const typing = defineOperation({
  name: 'chat.typing',
  summary: 'The asker is typing; send at most every 3 s, readers drop it after 5 s.',
  input: wireObject({ roomId }),
  output: wireObject({}),
  errors: ['not_found'],
  access: 'session',
  rate: 'typing',
  effect: 'write',
  transports: ['socket'],
});
