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

/** One point of the host panel's plots. */
export const sample = wireObject({
  at: time,
  connections: count,
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
  summary: 'Who is connected, with what and from where.',
  input: wireObject({}),
  output: wireObject({ connections: Type.Array(connectionInfo) }),
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
