import { type Static, Type } from 'typebox';
import { accountKind } from '../account/entities.ts';
import { defineOperation, wireObject } from '../core/define.ts';
import { accountId, count, displayName, nonce, sessionId, time } from '../core/scalars.ts';

export const address = wireObject({
  url: Type.String(),
  /** Name of the network card, or how the name comes about. */
  label: Type.String(),
  kind: Type.Union([Type.Literal('lan'), Type.Literal('name'), Type.Literal('loopback')]),
});
export type HostAddress = Static<typeof address>;

export const connectionInfo = wireObject({
  connectionId: Type.String(),
  sessionId,
  accountId,
  displayName,
  kind: accountKind,
  client: Type.String(),
  address: Type.String(),
  transport: Type.String(),
  connectedAt: time,
  /** Round trip of the last heartbeat in milliseconds. */
  roundTripMs: Type.Optional(Type.Number()),
  rooms: count,
});
export type ConnectionInfo = Static<typeof connectionInfo>;

/** One minute of the host panel's plots; a minute in which the computer slept is missing. */
export const sample = wireObject({
  /** When the minute began. */
  at: time,
  /** The highest number in that minute, as memory and delay are. */
  connections: count,
  /** Messages written in that minute. */
  messages: count,
  memoryBytes: count,
  eventLoopDelayMs: Type.Number(),
});
export type HostSample = Static<typeof sample>;

export const hostStatus = wireObject({
  hostName: Type.String(),
  open: Type.Boolean(),
  /** Since when it has been open or stopped. */
  since: time,
  startedAt: time,
  addresses: Type.Array(address),
  people: count,
  online: count,
  connections: count,
  rooms: count,
  messages: count,
  dataFolder: Type.String(),
  dataBytes: count,
  freeBytes: count,
  /** What takes the room in the data folder. */
  storage: Type.Optional(Type.Array(wireObject({ name: Type.String(), bytes: count }))),
  /** The last two hours, oldest first; the last one is the present minute. */
  samples: Type.Array(sample),
});
export type HostStatus = Static<typeof hostStatus>;

const admin = { access: 'owner', rate: 'admin', errors: ['forbidden'] } as const;

export const status = defineOperation({
  name: 'manager.status',
  summary: 'All that the host panel shows beside health and connections.',
  input: wireObject({}),
  output: hostStatus,
  ...admin,
  effect: 'read',
});

export const connections = defineOperation({
  name: 'manager.connections',
  summary: 'Who is connected, with what and from where; the first `limit` of `total`.',
  input: wireObject({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
  output: wireObject({ connections: Type.Array(connectionInfo), total: Type.Optional(count) }),
  ...admin,
  effect: 'read',
});

export const disconnect = defineOperation({
  name: 'manager.disconnect',
  summary: 'Ends a person’s session and with it all its connections.',
  input: wireObject({ sessionId, nonce: Type.Optional(nonce) }),
  output: wireObject({}),
  ...admin,
  errors: ['forbidden', 'not_found'],
  effect: 'write',
});

export const setOpen = defineOperation({
  name: 'manager.setOpen',
  summary: 'Starts or stops hosting: while stopped only the owner’s own connections are served.',
  input: wireObject({ open: Type.Boolean(), nonce: Type.Optional(nonce) }),
  output: wireObject({ open: Type.Boolean() }),
  ...admin,
  effect: 'write',
});

export const rename = defineOperation({
  name: 'manager.rename',
  summary: 'Changes the host’s name.',
  input: wireObject({ hostName: Type.String({ minLength: 1, maxLength: 64 }), nonce: Type.Optional(nonce) }),
  output: wireObject({ hostName: Type.String() }),
  ...admin,
  errors: ['forbidden', 'read_only'],
  effect: 'write',
});
