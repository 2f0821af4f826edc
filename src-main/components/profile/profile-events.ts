import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { Presence, Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { presenceChanged, updated } from '../../../src-shared/protocol/profile/events.ts';
import type { Audience, Publisher } from '../../kernel/ports.ts';

interface WaitingPresence {
  readonly audiences: readonly Audience[];
  presence: Presence;
}

/** Profile events with their audiences. Presence is merged: of several changes in a turn only the last is told. */
export class ProfileEvents {
  readonly #publisher: Publisher;
  readonly #waiting = new Map<AccountId, WaitingPresence>();
  #scheduled = false;

  constructor(publisher: Publisher) {
    this.#publisher = publisher;
  }

  presenceChanged(accountId: AccountId, audiences: readonly Audience[], presence: Presence): void {
    if (audiences.length === 0) return;
    this.#waiting.set(accountId, { audiences, presence });
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#tell());
  }

  updated(accountId: AccountId, audiences: readonly Audience[], profile: Profile): void {
    if (audiences.length === 0) this.#publisher.toAccount(accountId, updated, { profile });
    else this.#publisher.toAudiences(audiences, updated, { profile });
  }

  #tell(): void {
    this.#scheduled = false;
    for (const [accountId, { audiences, presence }] of this.#waiting) {
      this.#publisher.toAudiences(audiences, presenceChanged, { accountId, presence });
    }
    this.#waiting.clear();
  }
}
