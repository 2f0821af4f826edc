import { Type } from 'typebox';
import type { AccountId, DeviceId, Epoch, RoomId, SessionId, WorkspaceId } from '../../base/ids.ts';
import { limits } from './limits.ts';

function id<Id extends string>() {
  return Type.Unsafe<Id>(Type.String({ minLength: 1, maxLength: 64 }));
}

export const accountId = id<AccountId>();
export const deviceId = id<DeviceId>();
export const sessionId = id<SessionId>();
export const workspaceId = id<WorkspaceId>();
export const roomId = id<RoomId>();
export const epoch = id<Epoch>();

/** A message's place in its room: the room version at which it was created. Rises, with gaps. */
export const seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** A room's change counter, from 0 (nothing happened yet), gap-free in commit order. */
export const version = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** ISO 8601 in UTC with milliseconds. */
export const time = Type.String({ maxLength: 32 });
/** Chosen by the client, once for each intended effect: a retry with the same nonce has no second effect. */
export const nonce = Type.String({ minLength: 1, maxLength: limits.nonceCharacters });
export const displayName = Type.String({ minLength: 1, maxLength: limits.displayNameCharacters });
export const count = Type.Integer({ minimum: 0 });
