import { Type } from 'typebox';
import { defineOperation, wireObject } from '../core/define.ts';
import { limits } from '../core/limits.ts';
import { deviceId, displayName, nonce, sessionId } from '../core/scalars.ts';
import { sessionInfo, tokenGrant } from './entities.ts';

const username = Type.String({ minLength: 1, maxLength: limits.usernameCharacters });
const password = Type.String({
  minLength: limits.passwordCharacters.min,
  maxLength: limits.passwordCharacters.max,
});
const invite = Type.String({ minLength: 1, maxLength: 128 });

export const guest = defineOperation({
  name: 'account.guest',
  summary: 'Joins with a nickname alone. A taken name is `conflict`, with a free one in the message.',
  input: wireObject({
    displayName,
    invite: Type.Optional(invite),
    deviceId: Type.Optional(deviceId),
  }),
  output: tokenGrant,
  errors: ['forbidden', 'conflict', 'read_only'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'write',
  transports: ['http'],
});

const credentials = {
  username,
  password,
  displayName: Type.Optional(displayName),
  invite: Type.Optional(invite),
  deviceId: Type.Optional(deviceId),
};

export const register = defineOperation({
  name: 'account.register',
  summary: 'Makes an account with a password and signs in. No mail address anywhere.',
  input: wireObject(credentials),
  output: tokenGrant,
  errors: ['forbidden', 'conflict', 'read_only'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'write',
  transports: ['http'],
});

export const login = defineOperation({
  name: 'account.login',
  summary: 'Signs in. `deviceId` is honoured only if that device is the account’s own.',
  input: wireObject({
    ...credentials,
    password: Type.String({ minLength: 1, maxLength: limits.passwordCharacters.max }),
  }),
  output: tokenGrant,
  errors: ['forbidden', 'read_only'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'write',
  transports: ['http'],
});

export const refresh = defineOperation({
  name: 'account.refresh',
  summary:
    'A new access token. The predecessor stays good until its successor is first used and 30 s after, and returns the same successor; anything older ends the session.',
  input: wireObject({ refreshToken: Type.String({ minLength: 1, maxLength: 256 }) }),
  output: tokenGrant,
  errors: ['read_only'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'write',
  transports: ['http'],
  withoutConnection: true,
});

export const claimOwner = defineOperation({
  name: 'account.claimOwner',
  summary:
    'First run: names the host and makes its owner. Needs the one-time code that only the host’s own screen shows.',
  input: wireObject({
    ticket: Type.String({ minLength: 1, maxLength: 128 }),
    hostName: Type.String({ minLength: 1, maxLength: 64 }),
    username,
    password,
    deviceId: Type.Optional(deviceId),
  }),
  output: tokenGrant,
  errors: ['forbidden', 'conflict', 'read_only'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'write',
  transports: ['http'],
});

export const redeemOwnerTicket = defineOperation({
  name: 'account.redeemOwnerTicket',
  summary:
    'The desktop’s own window signs in as the owner with a one-time ticket that the shell handed to it.',
  input: wireObject({
    ticket: Type.String({ minLength: 1, maxLength: 128 }),
    deviceId: Type.Optional(deviceId),
  }),
  output: tokenGrant,
  errors: ['forbidden'],
  access: 'anyone',
  rate: 'signIn',
  effect: 'write',
  transports: ['http'],
});

export const logout = defineOperation({
  name: 'account.logout',
  summary:
    'Ends this session, or with `everywhere` all sessions of the account. Every open way closes within a second.',
  input: wireObject({ everywhere: Type.Optional(Type.Boolean()), nonce: Type.Optional(nonce) }),
  output: wireObject({}),
  errors: [],
  access: 'session',
  rate: 'write',
  effect: 'write',
  withoutConnection: true,
});

export const listSessions = defineOperation({
  name: 'account.listSessions',
  summary: 'One’s own sessions with device, address and last seen.',
  input: wireObject({}),
  output: wireObject({ sessions: Type.Array(sessionInfo) }),
  errors: [],
  access: 'session',
  rate: 'read',
  effect: 'read',
});

export const endSession = defineOperation({
  name: 'account.endSession',
  summary: 'Ends one of one’s own sessions.',
  input: wireObject({ sessionId, nonce: Type.Optional(nonce) }),
  output: wireObject({}),
  errors: ['not_found'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const changePassword = defineOperation({
  name: 'account.changePassword',
  summary: 'Changes the password and ends every other session.',
  input: wireObject({
    password: Type.String({ minLength: 1, maxLength: limits.passwordCharacters.max }),
    newPassword: password,
  }),
  output: wireObject({}),
  errors: ['forbidden', 'read_only'],
  access: 'session',
  rate: 'signIn',
  effect: 'write',
});

export const identityToken = defineOperation({
  name: 'account.identityToken',
  summary:
    'A five-minute signed token that tells a game or tool on the LAN who this is. No door of the host accepts it; keys at /api/v1/account/keys.',
  input: wireObject({ audience: Type.String({ minLength: 1, maxLength: 256 }) }),
  output: wireObject({ token: Type.String() }),
  errors: [],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const keys = defineOperation({
  name: 'account.keys',
  summary: 'The public keys (JWKS, RFC 7517) that identity tokens are signed with.',
  input: wireObject({}),
  output: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
  errors: [],
  access: 'anyone',
  rate: 'read',
  effect: 'read',
  transports: ['http'],
});
