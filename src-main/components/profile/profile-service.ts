import type { Clock, Timer } from '../../../src-shared/base/clock.ts';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Presence, Profile } from '../../../src-shared/protocol/profile/entities.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { Refusal } from '../../kernel/hearth-error.ts';
import type { OperationContext } from '../../kernel/operation.ts';
import type {
  Acquaintances,
  ConnectionObserver,
  ConnectionView,
  People,
  Person,
} from '../../kernel/ports.ts';
import { PresenceBoard } from './presence-cache.ts';
import type { ProfileEvents } from './profile-events.ts';

/** A dropped connection is announced only after this time: most come back at once. */
const absenceMs = 10_000;

export interface ProfileServiceDependencies {
  readonly people: People;
  readonly acquaintances: Acquaintances;
  readonly events: ProfileEvents;
  readonly clock: Clock;
  readonly rename: (actor: AccountActor, displayName: string) => Promise<Refusal | { displayName: string }>;
}

/** Names and presence: who is who, and who is there. */
export class ProfileService implements ConnectionObserver {
  readonly #d: ProfileServiceDependencies;
  readonly #board = new PresenceBoard();
  readonly #leaving = new Map<AccountId, Timer>();

  constructor(dependencies: ProfileServiceDependencies) {
    this.#d = dependencies;
  }

  get online(): number {
    return this.#board.present;
  }

  get(input: Input<'profile.get'>, actor: AccountActor): { profiles: Profile[] } {
    const people = [...new Set(input.accountIds)].flatMap(
      (accountId) => this.#d.people.find(accountId) ?? [],
    );
    return { profiles: people.map((person) => this.#profile(person, actor)) };
  }

  find(input: Input<'profile.find'>, actor: AccountActor): { profiles: Profile[] } {
    const found = this.#d.people
      .search(input.text ?? '', limits.profileIds * 4)
      .filter((person) => person.kind !== 'imported')
      .slice(0, input.limit ?? 20);
    return { profiles: found.map((person) => this.#profile(person, actor)) };
  }

  async update(input: Input<'profile.update'>, actor: AccountActor): Promise<Refusal | { profile: Profile }> {
    const renamed = await this.#d.rename(actor, input.displayName);
    if (renamed instanceof Refusal) return renamed;
    const person = this.#d.people.find(actor.accountId);
    const profile: Profile = {
      accountId: actor.accountId,
      displayName: renamed.displayName,
      kind: person?.kind ?? actor.accountKind,
      presence: this.#board.presenceOf(actor.accountId),
    };
    this.#d.events.updated(actor.accountId, this.#d.acquaintances.audiencesOf(actor.accountId), profile);
    return { profile };
  }

  setPresence(
    input: Input<'profile.setPresence'>,
    context: OperationContext<AccountActor>,
  ): Record<string, never> {
    if (context.connectionId === undefined) return {};
    const { accountId } = context.actor;
    this.#change(accountId, () => this.#board.set(accountId, context.connectionId ?? '', input.presence));
    return {};
  }

  connected(view: ConnectionView): void {
    const { accountId } = view.actor;
    this.#leaving.get(accountId)?.cancel();
    this.#leaving.delete(accountId);
    this.#change(accountId, () => this.#board.set(accountId, view.connectionId, 'online'));
  }

  disconnected(view: ConnectionView): void {
    const { accountId } = view.actor;
    if (this.#board.connectionsOf(accountId) > 1) {
      this.#change(accountId, () => this.#board.remove(accountId, view.connectionId));
      return;
    }
    this.#leaving.get(accountId)?.cancel();
    const timer = this.#d.clock.after(absenceMs, () => {
      this.#leaving.delete(accountId);
      this.#change(accountId, () => this.#board.remove(accountId, view.connectionId));
    });
    this.#leaving.set(accountId, timer);
  }

  close(): void {
    for (const timer of this.#leaving.values()) timer.cancel();
    this.#leaving.clear();
  }

  #change(accountId: AccountId, act: () => void): void {
    const before = this.#board.presenceOf(accountId);
    act();
    const after = this.#board.presenceOf(accountId);
    if (before !== after) {
      this.#d.events.presenceChanged(accountId, this.#d.acquaintances.audiencesOf(accountId), after);
    }
  }

  #profile(person: Person, asker: AccountActor): Profile {
    const isVisible =
      person.accountId === asker.accountId ||
      this.#d.acquaintances.acquainted(asker.accountId, person.accountId);
    const presence: Presence = isVisible ? this.#board.presenceOf(person.accountId) : 'offline';
    return { accountId: person.accountId, displayName: person.displayName, kind: person.kind, presence };
  }
}
