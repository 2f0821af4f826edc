import type { Clock } from '../../../src-shared/base/clock.ts';
import type { AccountId, DeviceId } from '../../../src-shared/base/ids.ts';
import type { AccountKind, Role, TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { can } from '../../kernel/can.ts';
import { Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { Origin } from '../../kernel/operation.ts';
import type { AuditEntry, AuditEventType } from '../../kernel/ports.ts';
import type { AccountCache } from './account-cache.ts';
import type { AccountRow, AccountStore, SessionScope } from './account-store.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { cleanName, nameKey } from './name-rules.ts';
import type { OwnerTickets } from './owner-tickets.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { SessionService } from './session-service.ts';
import type { SteadyTime } from './steady-time.ts';

/** A guest unseen for this long frees its name. */
export const guestNameKeptMs = 24 * 3_600_000;

export interface AccountServiceDependencies {
  readonly store: AccountStore;
  readonly cache: AccountCache;
  readonly sessions: SessionService;
  readonly hasher: PasswordHasher;
  readonly throttle: LoginThrottle;
  readonly tickets: OwnerTickets;
  readonly time: SteadyTime;
  readonly clock: Clock;
  /** Told after the commit that named the host. */
  readonly onHostNamed: (hostName: string) => void;
  readonly isConnected: (accountId: AccountId) => boolean;
}

interface Wanted {
  readonly kind: AccountKind;
  readonly role: Role;
  readonly displayName: string;
  readonly username: string | undefined;
  readonly passwordHash: string | null;
  readonly deviceId: DeviceId | undefined;
  readonly hostName: string | undefined;
}

const wrongPassword = refuse('unauthenticated', 'The name or the password is wrong.');
const wrongCode = refuse('forbidden', 'This code is not the one that the host shows, or it was used.');

/** How people get in: as guests, with an account, and as the host’s owner. */
export class AccountService {
  readonly #d: AccountServiceDependencies;

  constructor(dependencies: AccountServiceDependencies) {
    this.#d = dependencies;
  }

  async guest(input: Input<'account.guest'>, origin: Origin): Promise<TokenGrant | Refusal> {
    const displayName = cleanName(input.displayName);
    if (displayName instanceof Refusal) return displayName;
    const key = nameKey(displayName);
    const holder = this.#d.cache.holderOf(key);
    if (holder?.kind === 'guest' && this.#d.cache.deviceBelongsTo(input.deviceId, holder.accountId)) {
      return this.#signIn(holder, { deviceId: input.deviceId, origin, scope: 'account' });
    }
    if (holder && !(await this.#freeName(holder))) return this.#nameTaken(displayName);
    return this.#create(
      {
        kind: 'guest',
        role: 'guest',
        displayName,
        username: undefined,
        passwordHash: null,
        deviceId: input.deviceId,
        hostName: undefined,
      },
      origin,
    );
  }

  async register(input: Input<'account.register'>, origin: Origin): Promise<TokenGrant | Refusal> {
    return this.#createWithPassword(input, origin, { kind: 'member', role: 'member', hostName: undefined });
  }

  async claimOwner(input: Input<'account.claimOwner'>, origin: Origin): Promise<TokenGrant | Refusal> {
    if (this.#d.cache.ownerId !== undefined)
      return refuse('conflict', 'This host has an owner already. Log in.');
    const hostName = cleanName(input.hostName);
    if (hostName instanceof Refusal) return hostName;
    const username = cleanName(input.username);
    if (username instanceof Refusal) return username;
    if (!this.#d.tickets.redeemClaim(input.ticket)) return wrongCode;
    const { deviceId, password } = input;
    return this.#createWithPassword(
      { username, password, ...(deviceId === undefined ? {} : { deviceId }) },
      origin,
      {
        kind: 'member',
        role: 'owner',
        hostName,
      },
    );
  }

  async redeemOwnerTicket(
    input: Input<'account.redeemOwnerTicket'>,
    origin: Origin,
  ): Promise<TokenGrant | Refusal> {
    const { cache, tickets } = this.#d;
    const owner = cache.ownerId === undefined ? undefined : cache.account(cache.ownerId);
    const scope = owner && tickets.redeem(input.ticket);
    if (!owner || !scope) return wrongCode;
    return this.#signIn(owner, { deviceId: input.deviceId, origin, scope });
  }

  async login(input: Input<'account.login'>, origin: Origin): Promise<TokenGrant | Refusal> {
    const { cache, hasher, store, throttle } = this.#d;
    const key = nameKey(input.username);
    const holder = cache.holderOf(key);
    const account = holder?.usernameKey === key ? holder : undefined;
    const isKnownDevice = account !== undefined && cache.deviceBelongsTo(input.deviceId, account.accountId);
    const counted = isKnownDevice ? `${key} on a known device` : key;
    const standing = { isAccount: account !== undefined };
    const waitMs = throttle.begin(counted, standing);
    if (waitMs > 0) {
      return refuse('rate_limited', `Too many wrong passwords. Wait ${Math.ceil(waitMs / 1000)} s.`, waitMs);
    }
    const storedHash = account ? await store.passwordHash({ accountId: account.accountId }) : null;
    const isRight =
      storedHash === null
        ? await hasher.verifyNobody(input.password)
        : await hasher.verify(storedHash, input.password);
    if (!isRight || !account) {
      throttle.failed(counted, standing);
      await store.recordAudit({ audit: [this.#audit('LOGIN_FAILURE', account?.accountId, origin)] });
      return wrongPassword;
    }
    throttle.succeeded(counted, standing);
    return this.#signIn(account, { deviceId: input.deviceId, origin, scope: 'account' });
  }

  async changePassword(
    input: Input<'account.changePassword'>,
    actor: AccountActor,
    origin: Origin,
  ): Promise<Refusal | Record<string, never>> {
    const { store, hasher, sessions, throttle } = this.#d;
    const { accountId } = actor;
    if (!can(actor, { action: 'account.password', accountId })) {
      return refuse('forbidden', 'A guest has no password.');
    }
    const waitMs = throttle.begin(`change ${accountId}`, { isAccount: true });
    if (waitMs > 0) return refuse('rate_limited', `Wait ${Math.ceil(waitMs / 1000)} s.`, waitMs);
    const storedHash = await store.passwordHash({ accountId });
    if (storedHash === null || !(await hasher.verify(storedHash, input.password))) {
      throttle.failed(`change ${accountId}`, { isAccount: true });
      return refuse('forbidden', 'The old password is wrong.');
    }
    throttle.succeeded(`change ${accountId}`, { isAccount: true });
    const passwordHash = await hasher.hash(input.newPassword);
    await store.setPassword({
      accountId,
      passwordHash,
      audit: [this.#audit('PASSWORD_CHANGED', accountId, origin)],
    });
    await sessions.endOthers(actor);
    return {};
  }

  /** Changes a shown name; the same rules as for joining. */
  async rename(actor: AccountActor, wanted: string): Promise<Refusal | { displayName: string }> {
    const displayName = cleanName(wanted);
    if (displayName instanceof Refusal) return displayName;
    const key = nameKey(displayName);
    const holder = this.#d.cache.holderOf(key);
    if (holder && holder.accountId !== actor.accountId && !(await this.#freeName(holder))) {
      return this.#nameTaken(displayName);
    }
    const audit = [this.#audit('ACCOUNT_UPDATED', actor.accountId, undefined)];
    return this.#d.store
      .setDisplayName({ accountId: actor.accountId, displayName, nameKey: key, audit })
      .then((answer) => {
        if ('refused' in answer) return this.#nameTaken(displayName);
        this.#d.cache.rename(actor.accountId, displayName, key);
        return { displayName };
      });
  }

  async #createWithPassword(
    input: { username: string; password: string; displayName?: string; deviceId?: DeviceId },
    origin: Origin,
    as: { kind: AccountKind; role: Role; hostName: string | undefined },
  ): Promise<TokenGrant | Refusal> {
    const username = cleanName(input.username);
    if (username instanceof Refusal) return username;
    const displayName = cleanName(input.displayName ?? username);
    if (displayName instanceof Refusal) return displayName;
    for (const name of [username, displayName]) {
      const holder = this.#d.cache.holderOf(nameKey(name));
      if (holder && !(await this.#freeName(holder))) return this.#nameTaken(name);
    }
    const passwordHash = await this.#d.hasher.hash(input.password);
    return this.#create({ ...as, displayName, username, passwordHash, deviceId: input.deviceId }, origin);
  }

  async #create(wanted: Wanted, origin: Origin): Promise<TokenGrant | Refusal> {
    const { store, cache, sessions, time } = this.#d;
    const row: AccountRow = {
      accountId: sessions.newId<AccountId>(),
      kind: wanted.kind,
      role: wanted.role,
      displayName: wanted.displayName,
      nameKey: nameKey(wanted.displayName),
      username: wanted.username ?? null,
      usernameKey: wanted.username === undefined ? null : nameKey(wanted.username),
      createdAtMs: time.now(),
      lastSeenMs: time.now(),
    };
    const session = sessions.prepare(row, { deviceId: wanted.deviceId, origin, scope: 'account' });
    const audit = [this.#audit('ACCOUNT_CREATED', row.accountId, origin, { kind: row.kind, role: row.role })];
    if (wanted.role === 'owner') audit.push(this.#audit('SERVER_CREATED', row.accountId, origin));
    const account = { row, passwordHash: wanted.passwordHash };
    const answer = await store
      .createAccount({ account, session, hostName: wanted.hostName, audit })
      .then((stored) => {
        if ('refused' in stored) return stored;
        cache.addAccount(row);
        cache.addSession(session);
        if (wanted.hostName !== undefined) this.#d.onHostNamed(wanted.hostName);
        return undefined;
      });
    if (!answer) return sessions.grant(session);
    return wanted.role === 'owner' ? refuse('conflict', answer.message) : this.#nameTaken(wanted.displayName);
  }

  async #signIn(
    account: AccountRow,
    how: { deviceId: DeviceId | undefined; origin: Origin; scope: SessionScope },
  ): Promise<TokenGrant | Refusal> {
    const { store, cache, sessions } = this.#d;
    const session = sessions.prepare(account, how);
    const audit = [
      this.#audit('LOGIN_SUCCESS', account.accountId, how.origin, { sessionId: session.sessionId }),
    ];
    const answer = await store.createSession({ session, audit }).then((stored) => {
      if (!('refused' in stored)) cache.addSession(session);
      return stored;
    });
    if ('refused' in answer) return refuse(answer.refused, answer.message);
    return sessions.grant(session);
  }

  /** True when the name is free now: its holder is a guest who has not been here for a day. */
  async #freeName(holder: AccountRow): Promise<boolean> {
    const { cache, store, time, isConnected } = this.#d;
    const isGone =
      holder.kind === 'guest' &&
      !isConnected(holder.accountId) &&
      time.now() - holder.lastSeenMs >= guestNameKeptMs;
    if (!isGone) return false;
    await store.freeNames({ accountIds: [holder.accountId] });
    cache.freeName(holder.accountId);
    return true;
  }

  #nameTaken(name: string): Refusal {
    const base = Array.from(name).slice(0, 56).join('');
    for (let number = 2; number < 10_000; number += 1) {
      const free = `${base} ${number}`;
      if (!this.#d.cache.holderOf(nameKey(free))) {
        return refuse('conflict', `The name “${name}” is taken. “${free}” is free.`);
      }
    }
    return refuse('conflict', `The name “${name}” is taken.`);
  }

  #audit(
    type: AuditEventType,
    actorId: AccountId | undefined,
    origin: Origin | undefined,
    facts: AuditEntry['facts'] = {},
  ): AuditEntry {
    return {
      type,
      severity: type === 'LOGIN_FAILURE' ? 'WARNING' : 'INFO',
      service: 'Auth',
      actorId,
      facts: origin ? { ...facts, address: origin.address } : facts,
      atMs: this.#d.clock.now(),
    };
  }
}
