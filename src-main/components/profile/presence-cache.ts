import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { Presence } from '../../../src-shared/protocol/profile/entities.ts';

/** Presence of each connection; the most present one of an account counts. */
export class PresenceBoard {
  readonly #accounts = new Map<AccountId, Map<string, 'online' | 'idle'>>();

  get present(): number {
    return this.#accounts.size;
  }

  connectionsOf(accountId: AccountId): number {
    return this.#accounts.get(accountId)?.size ?? 0;
  }

  presenceOf(accountId: AccountId): Presence {
    const connections = this.#accounts.get(accountId);
    if (!connections) return 'offline';
    for (const presence of connections.values()) if (presence === 'online') return 'online';
    return 'idle';
  }

  set(accountId: AccountId, connectionId: string, presence: 'online' | 'idle'): void {
    let connections = this.#accounts.get(accountId);
    if (!connections) {
      connections = new Map();
      this.#accounts.set(accountId, connections);
    }
    connections.set(connectionId, presence);
  }

  remove(accountId: AccountId, connectionId: string): void {
    const connections = this.#accounts.get(accountId);
    connections?.delete(connectionId);
    if (connections?.size === 0) this.#accounts.delete(accountId);
  }
}
