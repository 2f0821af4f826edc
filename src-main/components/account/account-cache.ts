import type { AccountId, DeviceId, SessionId } from '../../../src-shared/base/ids.ts';
import type { Role } from '../../../src-shared/protocol/account/entities.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import type { People, Person } from '../../kernel/ports.ts';
import type { AccountRow, SessionRow, SessionScope } from './account-store.ts';
import { nameKey } from './name-rules.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A session in memory, with the actor that its requests run as. */
export interface CachedSession extends Mutable<SessionRow> {
  actor: AccountActor;
}

/** All accounts, devices and sessions. Filled at start and from commits. */
export class AccountCache implements People {
  readonly #accounts = new Map<AccountId, Mutable<AccountRow>>();
  readonly #names = new Map<string, AccountId>();
  readonly #devices = new Map<DeviceId, AccountId>();
  readonly #sessions = new Map<SessionId, CachedSession>();
  /** Lists, because most accounts have one session or two. */
  readonly #sessionsOf = new Map<AccountId, readonly SessionId[]>();
  #ownerId: AccountId | undefined;

  get count(): number {
    return this.#accounts.size;
  }

  get ownerId(): AccountId | undefined {
    return this.#ownerId;
  }

  addAccount(row: AccountRow): void {
    this.#accounts.set(row.accountId, { ...row });
    for (const key of [row.nameKey, row.usernameKey]) if (key !== null) this.#names.set(key, row.accountId);
    if (row.role === 'owner') this.#ownerId = row.accountId;
  }

  account(accountId: AccountId): Mutable<AccountRow> | undefined {
    return this.#accounts.get(accountId);
  }

  accounts(): Iterable<AccountRow> {
    return this.#accounts.values();
  }

  removeAccount(accountId: AccountId): void {
    const account = this.#accounts.get(accountId);
    if (!account) return;
    this.freeName(accountId);
    this.#accounts.delete(accountId);
    for (const [deviceId, holder] of this.#devices) if (holder === accountId) this.#devices.delete(deviceId);
    for (const sessionId of this.#sessionsOf.get(accountId) ?? []) this.removeSession(sessionId);
  }

  freeName(accountId: AccountId): void {
    const account = this.#accounts.get(accountId);
    if (account?.nameKey === null || account?.nameKey === undefined) return;
    this.#names.delete(account.nameKey);
    account.nameKey = null;
  }

  rename(accountId: AccountId, displayName: string, key: string): void {
    const account = this.#accounts.get(accountId);
    if (!account) return;
    if (account.nameKey !== null && account.nameKey !== account.usernameKey)
      this.#names.delete(account.nameKey);
    account.displayName = displayName;
    account.nameKey = key;
    this.#names.set(key, accountId);
  }

  holderOf(key: string): Mutable<AccountRow> | undefined {
    const accountId = this.#names.get(key);
    return accountId === undefined ? undefined : this.#accounts.get(accountId);
  }

  addDevice(deviceId: DeviceId, accountId: AccountId): void {
    this.#devices.set(deviceId, accountId);
  }

  deviceBelongsTo(deviceId: DeviceId | undefined, accountId: AccountId): boolean {
    return deviceId !== undefined && this.#devices.get(deviceId) === accountId;
  }

  addSession(row: SessionRow): CachedSession | undefined {
    const account = this.#accounts.get(row.accountId);
    if (!account) return undefined;
    const session: CachedSession = { ...row, actor: actorFor(account, row) };
    this.#sessions.set(row.sessionId, session);
    const others = this.#sessionsOf.get(row.accountId) ?? [];
    if (!others.includes(row.sessionId)) this.#sessionsOf.set(row.accountId, [...others, row.sessionId]);
    this.addDevice(row.deviceId, row.accountId);
    return session;
  }

  session(sessionId: SessionId): CachedSession | undefined {
    return this.#sessions.get(sessionId);
  }

  sessions(): Iterable<CachedSession> {
    return this.#sessions.values();
  }

  sessionsOf(accountId: AccountId): CachedSession[] {
    const sessionIds = this.#sessionsOf.get(accountId) ?? [];
    return sessionIds.flatMap((sessionId) => this.#sessions.get(sessionId) ?? []);
  }

  removeSession(sessionId: SessionId): void {
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    this.#sessions.delete(sessionId);
    const others = this.#sessionsOf.get(session.accountId)?.filter((other) => other !== sessionId) ?? [];
    if (others.length > 0) this.#sessionsOf.set(session.accountId, others);
    else this.#sessionsOf.delete(session.accountId);
  }

  find(accountId: AccountId): Person | undefined {
    return this.#accounts.get(accountId);
  }

  named(name: string): Person | undefined {
    return this.holderOf(nameKey(name));
  }

  search(text: string, limit: number): readonly Person[] {
    const wanted = text.trim().toLocaleLowerCase();
    return [...this.#accounts.values()]
      .filter((account) => account.displayName.toLocaleLowerCase().includes(wanted))
      .toSorted((a, b) => a.displayName.localeCompare(b.displayName))
      .slice(0, limit);
  }
}

function actorFor(account: AccountRow, session: SessionRow): AccountActor {
  return {
    kind: 'account',
    accountId: account.accountId,
    accountKind: account.kind,
    role: roleIn(account.role, session.scope),
    sessionId: session.sessionId,
    deviceId: session.deviceId,
  };
}

/** Script in a chat window must never have power over the host itself (PROMISES P29). */
function roleIn(role: Role, scope: SessionScope): Role {
  return scope === 'chat' && (role === 'owner' || role === 'admin') ? 'moderator' : role;
}
