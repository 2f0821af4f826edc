import { type Static, Type } from 'typebox';
import { ownAccount } from '../account/entities.ts';
import { joinedRoom } from '../chat/entities.ts';
import { defineOperation, wireObject } from '../core/define.ts';
import { sessionId, time } from '../core/scalars.ts';

export const hello = defineOperation({
  name: 'system.hello',
  summary: 'First frame on every socket: signs the connection in and states where the account stands.',
  input: wireObject({
    token: Type.String({ minLength: 1, maxLength: 4096 }),
    protocol: Type.Integer(),
    client: wireObject({
      name: Type.String({ minLength: 1, maxLength: 64 }),
      version: Type.String({ minLength: 1, maxLength: 32 }),
    }),
  }),
  output: wireObject({
    sessionId,
    account: ownAccount,
    rooms: Type.Array(joinedRoom),
    limits: Type.Object({ messageCharacters: Type.Integer(), frameBytes: Type.Integer() }),
    serverTime: time,
  }),
  errors: ['unsupported'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'read',
  transports: ['socket'],
});

export const hostInfo = wireObject({
  hostName: Type.String(),
  version: Type.String(),
  protocol: Type.Integer(),
  /** False on first run: the host has no owner yet. */
  claimed: Type.Boolean(),
  /** False while the owner has stopped hosting. */
  open: Type.Boolean(),
  guests: Type.Boolean(),
  registration: Type.Boolean(),
  /** Name of whoever runs the host. */
  owner: Type.Optional(Type.String()),
  /** Who is here right now, told only while anybody may come in: how many, and the names of up to four. */
  here: Type.Optional(wireObject({ count: Type.Integer({ minimum: 0 }), names: Type.Array(Type.String()) })),
});
export type HostInfo = Static<typeof hostInfo>;

export const info = defineOperation({
  name: 'system.info',
  summary: 'What the join page must know before anybody has signed in.',
  input: wireObject({}),
  output: hostInfo,
  errors: [],
  access: 'anyone',
  rate: 'read',
  effect: 'read',
  transports: ['http'],
});

export const healthState = Type.Union([
  Type.Literal('healthy'),
  Type.Literal('degraded'),
  Type.Literal('read_only'),
  Type.Literal('offline'),
]);
export type HealthState = Static<typeof healthState>;

export const health = defineOperation({
  name: 'system.health',
  summary: 'State, reasons, uptime and parts. Also GET /api/v1/health.',
  input: wireObject({}),
  output: wireObject({
    state: healthState,
    reasons: Type.Array(Type.String()),
    uptimeSeconds: Type.Number(),
    parts: Type.Array(
      wireObject({ name: Type.String(), state: healthState, fact: Type.Optional(Type.String()) }),
    ),
  }),
  errors: ['forbidden'],
  access: 'owner',
  rate: 'admin',
  effect: 'read',
});
export type Health = Static<(typeof health)['output']>;
