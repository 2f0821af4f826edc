import { Type } from 'typebox';
import { defineEvent, wireObject } from '../core/define.ts';
import { accountId, roomId, seq } from '../core/scalars.ts';
import { member, message, room } from './entities.ts';

export const messageCreated = defineEvent({
  name: 'chat.messageCreated',
  summary: 'To every member’s every connection, the sender’s after its reply.',
  data: wireObject({ message }),
  ephemeral: false,
});

export const messageUpdated = defineEvent({
  name: 'chat.messageUpdated',
  summary: 'Edited, or a reaction came or went.',
  data: wireObject({ message }),
  ephemeral: false,
});

export const messageDeleted = defineEvent({
  name: 'chat.messageDeleted',
  summary: 'The message that is left: its place, without text.',
  data: wireObject({ message }),
  ephemeral: false,
});

export const roomUpdated = defineEvent({
  name: 'chat.roomUpdated',
  summary: 'Settings changed; in a large room also the member count, at most once a second.',
  data: wireObject({ room }),
  ephemeral: false,
});

export const roomJoined = defineEvent({
  name: 'chat.roomJoined',
  summary: 'To whoever becomes a member, before anything else of that room.',
  data: wireObject({ room }),
  ephemeral: false,
});

export const roomGoneReason = Type.Union([
  Type.Literal('left'),
  Type.Literal('removed'),
  Type.Literal('deleted'),
]);

export const roomGone = defineEvent({
  name: 'chat.roomGone',
  summary: 'To whoever stops being a member for any reason, then nothing more of that room.',
  data: wireObject({ roomId, reason: roomGoneReason }),
  ephemeral: false,
});

export const memberJoined = defineEvent({
  name: 'chat.memberJoined',
  summary: 'Not in large rooms.',
  data: wireObject({ roomId, member }),
  ephemeral: false,
});

export const memberLeft = defineEvent({
  name: 'chat.memberLeft',
  summary: 'Not in large rooms.',
  data: wireObject({ roomId, member }),
  ephemeral: false,
});

export const readMarked = defineEvent({
  name: 'chat.readMarked',
  summary: 'To the reader’s own connections.',
  data: wireObject({ roomId, seq }),
  ephemeral: false,
});

export const typing = defineEvent({
  name: 'chat.typing',
  summary: 'To the other members; drop after 5 s.',
  data: wireObject({ roomId, accountId }),
  ephemeral: true,
});
