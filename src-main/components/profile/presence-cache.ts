import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { Presence } from '../../../src-shared/protocol/profile/entities.ts';

interface PresentConnection {
  readonly connectionId: string;
  readonly presence: 'online' | 'idle';
}

/** Presence of each connection; the most present one of an account counts. */
export class PresenceBoard {
  /** Lists, because most accounts have one connection or two. */
  readonly #accounts = new Map<AccountId, readonly PresentConnection[]>();

  get present(): number {
    return this.#accounts.size;
  }

  connectionsOf(accountId: AccountId): number {
    return this.#accounts.get(accountId)?.length ?? 0;
  }

  presenceOf(accountId: AccountId): Presence {
    const connections = this.#accounts.get(accountId);
    if (!connections) return 'offline';
    return connections.some(({ presence }) => presence === 'online') ? 'online' : 'idle';
  }

  set(accountId: AccountId, connectionId: string, presence: 'online' | 'idle'): void {
    this.#accounts.set(accountId, [...this.#others(accountId, connectionId), { connectionId, presence }]);
  }

  remove(accountId: AccountId, connectionId: string): void {
    const left = this.#others(accountId, connectionId);
    if (left.length > 0) this.#accounts.set(accountId, left);
    else this.#accounts.delete(accountId);
  }

  #others(accountId: AccountId, connectionId: string): readonly PresentConnection[] {
    return this.#accounts.get(accountId)?.filter((other) => other.connectionId !== connectionId) ?? [];
  }
}
