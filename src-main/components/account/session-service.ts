import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { AccountId, DeviceId, SessionId } from '../../../src-shared/base/ids.ts';
import { makeId } from '../../../src-shared/base/ids.ts';
import type { SessionInfo, TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { type Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { Origin } from '../../kernel/operation.ts';
import type { AuditEntry, Authenticator, Connections } from '../../kernel/ports.ts';
import type { AccountCache, CachedSession } from './account-cache.ts';
import type { AccountRow, AccountStore, SessionRow, SessionScope } from './account-store.ts';
import type { SteadyTime } from './steady-time.ts';
import { accessTokenSeconds, hashToken, type TokenIssuer } from './token-issuer.ts';

/** A predecessor stays good this long after its successor was first used. */
const predecessorGraceMs = 30_000;
const unusedRefreshMs = 90 * 86_400_000;
/** Verified access tokens remembered; one beyond is verified again. */
const tokensRemembered = 100_000;

const ended = refuse('unauthenticated', 'This sign-in has ended. Sign in again.');

export interface SessionServiceDependencies {
  readonly store: AccountStore;
  readonly cache: AccountCache;
  readonly tokens: TokenIssuer;
  readonly time: SteadyTime;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Sessions: granting, refreshing, recognising and ending them. */
export class SessionService implements Authenticator {
  readonly #store: AccountStore;
  readonly #cache: AccountCache;
  readonly #tokens: TokenIssuer;
  readonly #time: SteadyTime;
  readonly #clock: Clock;
  readonly #connections: Connections;
  readonly #randomBytes: (count: number) => Uint8Array;
  /** By SHA-256 of the token, which is an eighth of its size. */
  readonly #verified = new LRUCache<string, { sessionId: SessionId; expiresAtMs: number }>({
    max: tokensRemembered,
  });
  readonly #seen = new Map<SessionId, { atMs: number; address: string; client: string | null }>();

  constructor(dependencies: SessionServiceDependencies) {
    this.#store = dependencies.store;
    this.#cache = dependencies.cache;
    this.#tokens = dependencies.tokens;
    this.#time = dependencies.time;
    this.#clock = dependencies.clock;
    this.#connections = dependencies.connections;
    this.#randomBytes = dependencies.randomBytes;
  }

  newId<Id extends string>(): Id {
    return makeId<Id>(this.#randomBytes);
  }

  /** A session row with its first refresh token; to be stored before the grant is handed out. */
  prepare(
    account: AccountRow,
    options: { deviceId: DeviceId | undefined; origin: Origin; scope: SessionScope },
  ): SessionRow {
    const { deviceId, origin, scope } = options;
    const known = this.#cache.deviceBelongsTo(deviceId, account.accountId);
    const sessionId = this.newId<SessionId>();
    const atMs = this.#time.now();
    return {
      sessionId,
      accountId: account.accountId,
      deviceId: known && deviceId !== undefined ? deviceId : this.newId<DeviceId>(),
      scope,
      generation: 1,
      tokenHash: hashToken(this.#tokens.refreshToken({ sessionId, generation: 1 })),
      refreshedAtMs: atMs,
      client: origin.client ?? null,
      address: origin.address,
      createdAtMs: atMs,
      lastSeenMs: atMs,
    };
  }

  /** The tokens of a stored session. */
  async grant(session: SessionRow, generation = session.generation): Promise<TokenGrant> {
    return {
      accountId: session.accountId,
      deviceId: session.deviceId,
      accessToken: await this.#tokens.accessToken(session.accountId, session.sessionId),
      refreshToken: this.#tokens.refreshToken({ sessionId: session.sessionId, generation }),
      expiresInSeconds: accessTokenSeconds,
    };
  }

  async refresh(input: Input<'account.refresh'>): Promise<TokenGrant | Refusal> {
    const token = this.#tokens.readRefreshToken(input.refreshToken);
    const session = token && this.#cache.session(token.sessionId);
    if (!token || !session) return ended;
    const nowMs = this.#time.now();
    if (nowMs - session.refreshedAtMs > unusedRefreshMs) {
      await this.#end([session], 'SESSION_REVOKED', undefined);
      return ended;
    }
    const behind = session.generation - token.generation;
    if (behind === 0) return this.#issueSuccessor(session, nowMs);
    // A repeated refresh whose answer was lost: the successor was not used yet.
    if (behind === 1) return this.grant(session);
    const isInGrace = behind === 2 && nowMs - session.refreshedAtMs <= predecessorGraceMs;
    if (isInGrace) return this.grant(session, session.generation - 1);
    await this.#end([session], 'SESSION_REVOKED', undefined);
    return ended;
  }

  authenticate(accessToken: string): AccountActor | undefined | Promise<AccountActor | undefined> {
    const key = hashToken(accessToken);
    const known = this.#verified.get(key);
    if (!known) return this.#verify(accessToken, key);
    if (known.expiresAtMs > this.#time.now()) return this.#cache.session(known.sessionId)?.actor;
    this.#verified.delete(key);
    return undefined;
  }

  seen(sessionId: SessionId, origin: Origin): void {
    const session = this.#cache.session(sessionId);
    if (!session) return;
    const atMs = this.#time.now();
    session.lastSeenMs = atMs;
    session.address = origin.address;
    session.client = origin.client ?? session.client;
    const account = this.#cache.account(session.accountId);
    if (account) account.lastSeenMs = atMs;
    this.#seen.set(sessionId, { atMs, address: origin.address, client: session.client });
  }

  /** Writes what was seen since the last time. */
  async writeSeen(): Promise<void> {
    const seen = [...this.#seen];
    this.#seen.clear();
    const accounts = new Map<AccountId, number>();
    for (const [sessionId, { atMs }] of seen) {
      const session = this.#cache.session(sessionId);
      if (session) accounts.set(session.accountId, atMs);
    }
    await this.#store.writeSeen({
      sessions: seen.map(([sessionId, row]) => ({ sessionId, ...row })),
      accounts: [...accounts].map(([accountId, atMs]) => ({ accountId, atMs })),
      highestTimeMs: this.#time.now(),
    });
  }

  async logout(input: Input<'account.logout'>, actor: AccountActor): Promise<Record<string, never>> {
    const current = this.#cache.session(actor.sessionId);
    const sessions = input.everywhere ? this.#cache.sessionsOf(actor.accountId) : current ? [current] : [];
    await this.#end(sessions, 'LOGOUT', actor);
    return {};
  }

  async endOne(
    input: Input<'account.endSession'>,
    actor: AccountActor,
  ): Promise<Refusal | Record<string, never>> {
    const session = this.#cache.session(input.sessionId);
    if (session?.accountId !== actor.accountId) return refuse('not_found', 'There is no such session.');
    await this.#end([session], 'SESSION_REVOKED', actor);
    return {};
  }

  /** Ends any session; for the owner. */
  async revoke(sessionId: SessionId, by: AccountActor): Promise<boolean> {
    const session = this.#cache.session(sessionId);
    if (session) await this.#end([session], 'SESSION_REVOKED', by);
    return session !== undefined;
  }

  async endOthers(actor: AccountActor): Promise<void> {
    const others = this.#cache
      .sessionsOf(actor.accountId)
      .filter((session) => session.sessionId !== actor.sessionId);
    await this.#end(others, 'SESSION_REVOKED', actor);
  }

  list(actor: AccountActor): { sessions: SessionInfo[] } {
    const sessions = this.#cache.sessionsOf(actor.accountId).map((session) => ({
      sessionId: session.sessionId,
      deviceId: session.deviceId,
      ...(session.client === null ? {} : { client: session.client }),
      ...(session.address === null ? {} : { address: session.address }),
      createdAt: new Date(session.createdAtMs).toISOString(),
      lastSeenAt: new Date(session.lastSeenMs).toISOString(),
      connections: this.#connections.ofSession(session.sessionId),
      current: session.sessionId === actor.sessionId,
    }));
    return { sessions: sessions.toSorted((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt)) };
  }

  async #verify(accessToken: string, key: string): Promise<AccountActor | undefined> {
    const verified = await this.#tokens.verifyAccessToken(accessToken);
    if (!verified) return undefined;
    const session = this.#cache.session(verified.sessionId);
    if (!session) return undefined;
    this.#verified.set(key, verified);
    return session.actor;
  }

  async #issueSuccessor(session: CachedSession, nowMs: number): Promise<TokenGrant | Refusal> {
    const generation = session.generation + 1;
    const tokenHash = hashToken(this.#tokens.refreshToken({ sessionId: session.sessionId, generation }));
    const next: SessionRow = { ...session, generation, tokenHash, refreshedAtMs: nowMs };
    const { done } = await this.#store.refreshSession({
      session: withoutActor(next),
      fromGeneration: session.generation,
    });
    // Two refreshes with the same token at once: the other one stored the successor, which both are given.
    if (done) Object.assign(session, { generation, tokenHash, refreshedAtMs: nowMs });
    return this.#cache.session(session.sessionId) ? this.grant(session, generation) : ended;
  }

  /** After the commit, in the same turn: no token is good any more and every connection is closing. */
  async #end(
    sessions: readonly CachedSession[],
    type: 'LOGOUT' | 'SESSION_REVOKED',
    by: AccountActor | undefined,
  ): Promise<void> {
    if (sessions.length === 0) return;
    const sessionIds = sessions.map((session) => session.sessionId);
    const audit = sessions.map(
      (session): AuditEntry => ({
        type,
        severity: type === 'LOGOUT' || by !== undefined ? 'INFO' : 'WARNING',
        service: 'Auth',
        actorId: by?.accountId,
        facts: { sessionId: session.sessionId, accountId: session.accountId },
        atMs: this.#clock.now(),
      }),
    );
    await this.#store.endSessions({ sessionIds, audit }).then(() => {
      for (const sessionId of sessionIds) {
        this.#cache.removeSession(sessionId);
        this.#seen.delete(sessionId);
        this.#connections.closeSession(sessionId, 'sessionEnded');
      }
    });
  }
}

function withoutActor(session: SessionRow): SessionRow {
  const { actor: _actor, ...row } = session as CachedSession;
  return row;
}
