import type { AccountId, DeviceId, SessionId } from '../../src-shared/base/ids.ts';
import type { AccountKind, Role } from '../../src-shared/protocol/account/entities.ts';

/** Nobody yet: joining, signing in, reading what the join page must know. */
export interface AnonymousActor {
  readonly kind: 'anonymous';
}

/** A signed-in account behind one live session. */
export interface AccountActor {
  readonly kind: 'account';
  readonly accountId: AccountId;
  readonly accountKind: AccountKind;
  readonly role: Role;
  readonly sessionId: SessionId;
  readonly deviceId: DeviceId;
}

export type Actor = AnonymousActor | AccountActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };
