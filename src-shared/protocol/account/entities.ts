import { type Static, Type } from 'typebox';
import { wireObject } from '../core/define.ts';
import { accountId, deviceId, displayName, sessionId, time } from '../core/scalars.ts';

/** How an account came to be. `imported` people are authors of imported history and can never sign in. */
export const accountKind = Type.Union([
  Type.Literal('guest'),
  Type.Literal('member'),
  Type.Literal('bot'),
  Type.Literal('imported'),
]);
export type AccountKind = Static<typeof accountKind>;

/** What an account may do on the whole host. */
export const role = Type.Union([
  Type.Literal('owner'),
  Type.Literal('admin'),
  Type.Literal('moderator'),
  Type.Literal('member'),
  Type.Literal('guest'),
]);
export type Role = Static<typeof role>;

export const ownAccount = wireObject({ accountId, displayName, kind: accountKind, role });
export type OwnAccount = Static<typeof ownAccount>;

/** What a sign-in hands out. The access token is a signed JWT for this host alone, the refresh token opaque. */
export const tokenGrant = wireObject({
  accountId,
  deviceId,
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresInSeconds: Type.Integer(),
});
export type TokenGrant = Static<typeof tokenGrant>;

/** One sign-in of one's own account. `address` is where it was last seen from. */
export const sessionInfo = wireObject({
  sessionId,
  deviceId,
  client: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
  createdAt: time,
  lastSeenAt: time,
  connections: Type.Integer({ minimum: 0 }),
  current: Type.Boolean(),
});
export type SessionInfo = Static<typeof sessionInfo>;
