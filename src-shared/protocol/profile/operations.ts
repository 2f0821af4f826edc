import { Type } from 'typebox';
import { defineOperation, wireObject } from '../core/define.ts';
import { limits } from '../core/limits.ts';
import { accountId, displayName, nonce } from '../core/scalars.ts';
import { profile } from './entities.ts';

export const get = defineOperation({
  name: 'profile.get',
  summary: 'Names, kinds and presence of people. Unknown ids are left out.',
  input: wireObject({ accountIds: Type.Array(accountId, { maxItems: limits.profileIds }) }),
  output: wireObject({ profiles: Type.Array(profile) }),
  errors: [],
  access: 'session',
  rate: 'read',
  effect: 'read',
});

export const update = defineOperation({
  name: 'profile.update',
  summary: 'Changes one’s own display name.',
  input: wireObject({ displayName, nonce: Type.Optional(nonce) }),
  output: wireObject({ profile }),
  errors: ['conflict', 'read_only'],
  access: 'session',
  rate: 'write',
  effect: 'write',
});

export const setPresence = defineOperation({
  name: 'profile.setPresence',
  summary:
    'Says whether the person at this connection is there; the most present connection of an account counts.',
  input: wireObject({ presence: Type.Union([Type.Literal('online'), Type.Literal('idle')]) }),
  output: wireObject({}),
  errors: [],
  access: 'session',
  rate: 'typing',
  effect: 'write',
  transports: ['socket'],
});

/** Finds people to start a direct conversation with, or to add to a room. */
export const find = defineOperation({
  name: 'profile.find',
  summary:
    'People of this host whose name contains `text`, ignoring case; without `text`, the first by name.',
  input: wireObject({
    text: Type.Optional(Type.String({ maxLength: limits.displayNameCharacters })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.profileIds })),
  }),
  output: wireObject({ profiles: Type.Array(profile) }),
  errors: [],
  access: 'session',
  rate: 'search',
  effect: 'read',
});
