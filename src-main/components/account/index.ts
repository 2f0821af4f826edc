import type { Clock, Timer } from '../../../src-shared/base/clock.ts';
import type { AccountId, SessionId } from '../../../src-shared/base/ids.ts';
import { makeId } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import type { Component } from '../../kernel/component.ts';
import type { Refusal } from '../../kernel/hearth-error.ts';
import type { BoundOperation } from '../../kernel/operation.ts';
import type {
  Authenticator,
  ConnectionObserver,
  Connections,
  HelloPart,
  People,
} from '../../kernel/ports.ts';
import { AccountCache } from './account-cache.ts';
import { AccountService } from './account-service.ts';
import { type AccountStore, accountStoreDefinition, type SessionScope } from './account-store.ts';
import { bindChangePassword } from './handlers/change-password.ts';
import { bindClaimOwner } from './handlers/claim-owner.ts';
import { bindEndSession } from './handlers/end-session.ts';
import { bindGuest } from './handlers/guest.ts';
import { bindIdentityToken } from './handlers/identity-token.ts';
import { bindKeys } from './handlers/keys.ts';
import { bindListSessions } from './handlers/list-sessions.ts';
import { bindLogin } from './handlers/login.ts';
import { bindLogout } from './handlers/logout.ts';
import { bindRedeemOwnerTicket } from './handlers/redeem-owner-ticket.ts';
import { bindRefresh } from './handlers/refresh.ts';
import { bindRegister } from './handlers/register.ts';
import { IdentityService } from './identity-service.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnerTickets } from './owner-tickets.ts';
import { PasswordHasher } from './password-hasher.ts';
import { SessionService } from './session-service.ts';
import { SteadyTime } from './steady-time.ts';
import { makeHostKeys, TokenIssuer } from './token-issuer.ts';

export { accountStoreDefinition };
export type { AccountStore, SessionScope };

const writeSeenMs = 30_000;
const tidyMs = 3_600_000;
const guestKeptMs = 30 * 86_400_000;

export interface AccountComponentDependencies {
  readonly store: AccountStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly connections: Connections;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Which of these accounts have written messages: such guests are kept. */
  readonly authorsAmong: (accountIds: readonly AccountId[]) => Promise<readonly AccountId[]>;
}

export interface AccountComponent extends Component {
  readonly authenticator: Authenticator;
  readonly people: People;
  readonly helloPart: HelloPart;
  /** Somebody who goes was here until now, however long ago the hello was. */
  readonly observer: ConnectionObserver;
  readonly tickets: OwnerTickets;
  readonly claimed: boolean;
  /** Whoever runs the host; undefined until it is claimed. */
  readonly ownerId: AccountId | undefined;
  readonly host: { readonly hostId: string; readonly hostName: string };
  renameHost(hostName: string, by: AccountActor): Promise<void>;
  renameAccount(actor: AccountActor, displayName: string): Promise<Refusal | { displayName: string }>;
  revokeSession(sessionId: SessionId, by: AccountActor): Promise<boolean>;
  /** Makes the owner without a screen; the ways in are the same as over the wire. */
  readonly service: AccountService;
  /** Accounts for authors of imported history, by name; found again at the next import. */
  importPeople(names: readonly string[], source: string): Promise<ReadonlyMap<string, AccountId>>;
}

/** Identity: accounts, devices, sessions, tokens. Reads everything into memory before it returns. */
export async function createAccountComponent(
  dependencies: AccountComponentDependencies,
): Promise<AccountComponent> {
  const { store, clock, log, connections, randomBytes } = dependencies;
  const cache = new AccountCache();
  const keys = makeHostKeys();
  const host = await store.ensureHost({
    ...keys,
    hostName: 'Hearth',
    refreshKey: Buffer.from(randomBytes(32)).toString('base64url'),
    highestTimeMs: clock.now(),
  });
  let { hostName } = host;
  const time = new SteadyTime(clock, host.highestTimeMs);
  const tokens = new TokenIssuer(host, time);
  const tickets = new OwnerTickets(clock, randomBytes);
  const sessions = new SessionService({ store, cache, tokens, time, clock, connections, randomBytes });
  const isConnected = (accountId: AccountId) =>
    cache.sessionsOf(accountId).some((session) => connections.ofSession(session.sessionId) > 0);
  const service = new AccountService({
    store,
    cache,
    sessions,
    hasher: new PasswordHasher(),
    throttle: new LoginThrottle(clock),
    tickets,
    time,
    clock,
    onHostNamed: (name) => {
      hostName = name;
    },
    isConnected,
  });
  await fill(store, cache);
  const timers: Timer[] = [];

  /** Guests who never wrote and have not been here for a month go, with everything of theirs. */
  async function tidy(): Promise<void> {
    const old = [...cache.accounts()].filter(
      (account) =>
        account.kind === 'guest' &&
        time.now() - account.lastSeenMs >= guestKeptMs &&
        !isConnected(account.accountId),
    );
    if (old.length === 0) return;
    const authors = new Set(await dependencies.authorsAmong(old.map((account) => account.accountId)));
    const accountIds = old.map((account) => account.accountId).filter((accountId) => !authors.has(accountId));
    const atMs = clock.now();
    const audit = accountIds.map((accountId) => ({
      type: 'ACCOUNT_DELETED' as const,
      severity: 'INFO' as const,
      service: 'Auth' as const,
      actorId: undefined,
      facts: { accountId, kind: 'guest' },
      atMs,
    }));
    await store.deleteAccounts({ accountIds, audit });
    for (const accountId of accountIds) cache.removeAccount(accountId);
  }

  const report = (what: string) => (error: unknown) => log.error(what, error);

  return {
    name: 'account',
    operations: operationsOf(service, sessions, new IdentityService(tokens, cache)),
    authenticator: sessions,
    people: cache,
    tickets,
    service,
    get claimed() {
      return cache.ownerId !== undefined;
    },
    get ownerId() {
      return cache.ownerId;
    },
    get host() {
      return { hostId: host.hostId, hostName };
    },
    observer: {
      connected: () => undefined,
      disconnected: (view) => sessions.seen(view.actor.sessionId, view.origin),
    },
    helloPart: {
      prepare: () => Promise.resolve(undefined),
      snapshot(actor) {
        const displayName = cache.find(actor.accountId)?.displayName ?? '';
        const account = {
          accountId: actor.accountId,
          displayName,
          kind: actor.accountKind,
          role: actor.role,
        };
        return { fields: { account }, audiences: [] };
      },
    },
    async renameHost(name, by) {
      const audit = [
        {
          type: 'SERVER_UPDATED' as const,
          severity: 'INFO' as const,
          service: 'ServerManagement' as const,
          actorId: by.accountId,
          facts: {},
          atMs: clock.now(),
        },
      ];
      await store.updateHost({ hostName: name, highestTimeMs: time.now(), audit });
      hostName = name;
    },
    renameAccount: (actor, displayName) => service.rename(actor, displayName),
    revokeSession: (sessionId, by) => sessions.revoke(sessionId, by),
    async importPeople(names, source) {
      const people = [...new Set(names)].map((name) => ({
        accountId: makeId<AccountId>(randomBytes),
        name,
        importKey: `${source}:${name}`,
      }));
      const imported = await store.importPeople({ people, atMs: clock.now() });
      return new Map(imported.map(({ accountId, name }) => [name, accountId]));
    },
    async start() {
      timers.push(
        clock.every(
          writeSeenMs,
          () => void sessions.writeSeen().catch(report('writing last-seen times failed')),
        ),
        clock.every(tidyMs, () => void tidy().catch(report('tidying guests failed'))),
      );
      await tidy();
    },
    drain: () => sessions.writeSeen(),
    async close() {
      for (const timer of timers) timer.cancel();
      await Promise.resolve();
    },
  };
}

async function fill(store: AccountStore, cache: AccountCache): Promise<void> {
  const [accounts, devices, sessions] = await Promise.all([
    store.loadAccounts(null),
    store.loadDevices(null),
    store.loadSessions(null),
  ]);
  for (const account of accounts) cache.addAccount(account);
  for (const { deviceId, accountId } of devices) cache.addDevice(deviceId, accountId);
  for (const session of sessions) cache.addSession(session);
}

function operationsOf(
  service: AccountService,
  sessions: SessionService,
  identity: IdentityService,
): BoundOperation[] {
  return [
    bindGuest(service),
    bindRegister(service),
    bindLogin(service),
    bindClaimOwner(service),
    bindRedeemOwnerTicket(service),
    bindChangePassword(service),
    bindRefresh(sessions),
    bindLogout(sessions),
    bindListSessions(sessions),
    bindEndSession(sessions),
    bindIdentityToken(identity),
    bindKeys(identity),
  ];
}
