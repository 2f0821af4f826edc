import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src-shared/base/clock.ts';
import { Lifetime } from '../../src-shared/base/lifetime.ts';
import type { Log } from '../../src-shared/base/log.ts';
import type { HostInfo } from '../../src-shared/protocol/system/operations.ts';
import { protocolVersion } from '../../src-shared/protocol/core/version.ts';
import {
  type AccountComponent,
  accountStoreDefinition,
  createAccountComponent,
} from '../components/account/index.ts';
import { type ChatComponent, chatStoreDefinition, createChatComponent } from '../components/chat/index.ts';
import { createManagerComponent } from '../components/manager/index.ts';
import { createProfileComponent } from '../components/profile/index.ts';
import { createPrometheusMetrics, createSystemComponent } from '../components/system/index.ts';
import { createGateway, type Gateway } from '../gateway/create-gateway.ts';
import type { StaticFiles } from '../gateway/http/static-files.ts';
import type { Component } from '../kernel/component.ts';
import { watchEventLoopDelay } from '../platform/event-loop-delay.ts';
import { boundHeapRoom } from '../platform/heap-room.ts';
import { openDataFolder } from '../store/data-folder.ts';
import { openStorage } from '../store/open-storage.ts';
import type { Storage } from '../store/storage.ts';
import type { HostConfig } from './config/load-config.ts';
import { createHostAddresses } from './host-addresses.ts';
import { hostProbes } from './host-probes.ts';
import { joinFacts } from './join-facts.ts';
import { createOpenState, type OpenState } from './open-state.ts';
import { version } from './version.ts';

const megabyte = 1024 * 1024;
/** Room for young objects: less makes busy hosts collect more, more stays taken for ever. */
const youngBytes = 16 * megabyte;

export interface HostDependencies {
  readonly config: HostConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly staticFiles: StaticFiles;
  /** The storage threads’ entry, beside this program’s own. */
  readonly storageThreadUrl: URL;
}

/** Every part of a host, built and filled, not yet listening. */
export interface HostParts {
  readonly lifetime: Lifetime;
  readonly gateway: Gateway;
  readonly storage: Storage;
  readonly account: AccountComponent;
  readonly chat: ChatComponent;
  /** In order of starting. */
  readonly components: readonly Component[];
  readonly addresses: ReturnType<typeof createHostAddresses>;
  readonly open: OpenState;
  /** People who are here now. */
  online(): number;
}

/** The composition root: who is made of what, in one place. Whatever was begun is ended when a later part fails. */
export async function createHost(dependencies: HostDependencies): Promise<HostParts> {
  const lifetime = new Lifetime();
  try {
    return await compose(dependencies, lifetime);
  } catch (error) {
    await lifetime.close();
    throw error;
  }
}

async function compose(dependencies: HostDependencies, lifetime: Lifetime): Promise<HostParts> {
  const { config, clock, log, staticFiles } = dependencies;
  const bytes = (count: number) => randomBytes(count);
  const metrics = createPrometheusMetrics();
  const commitJobs = metrics.histogram(
    'hearth_commit_jobs',
    'Writes in one group commit',
    [1, 3, 10, 30, 100, 300, 1000],
  );
  const commitSeconds = metrics.histogram(
    'hearth_commit_seconds',
    'Time of one group commit',
    [0.001, 0.003, 0.01, 0.03, 0.1, 1],
  );
  lifetime.own(boundHeapRoom(youngBytes));
  const folder = lifetime.own(openDataFolder(config.dataFolder, log));
  const storage = lifetime.own(
    await openStorage({
      folder: folder.path,
      threadUrl: dependencies.storageThreadUrl,
      log: log.with({ part: 'storage' }),
      ballastBytes: config.ballastBytes,
      minimumFreeBytes: config.minimumFreeBytes,
      onCommit(commit) {
        commitJobs.observe(commit.jobs);
        commitSeconds.observe(commit.ms / 1000);
      },
    }),
  );
  folder.made();
  const delay = lifetime.own(watchEventLoopDelay());
  metrics.gauge('hearth_event_loop_delay_ms', 'Event-loop delay, 99th percentile', () => delay.read());

  const addresses = createHostAddresses({ config, clock });
  const gateway = lifetime.own(
    createGateway({
      clock,
      log: log.with({ part: 'gateway' }),
      metrics,
      randomBytes: bytes,
      limitProfile: config.limitProfile,
      hostNames: () => addresses.names(),
      extraOrigins: config.allowOrigins,
      staticFiles,
      maxSockets: maxSockets(),
      version,
    }),
  );
  const account = await createAccountComponent({
    store: storage.open(accountStoreDefinition),
    clock,
    log: log.with({ part: 'account' }),
    connections: gateway.connections,
    randomBytes: bytes,
    authorsAmong: (accountIds) => chat.authorsAmong(accountIds),
  });
  const chat: ChatComponent = createChatComponent({
    store: storage.open(chatStoreDefinition),
    publisher: gateway.publisher,
    people: account.people,
    clock,
    log: log.with({ part: 'chat' }),
    metrics,
    randomBytes: bytes,
    cacheBudgetBytes: { tails: 512 * megabyte, pages: 64 * megabyte },
  });
  const profile = createProfileComponent({
    people: account.people,
    acquaintances: chat.acquaintances,
    publisher: gateway.publisher,
    clock,
    rename: (actor, displayName) => account.renameAccount(actor, displayName),
  });
  const open = createOpenState({
    clock,
    connections: gateway.connections,
    isOwner: (actor) => actor.accountId === account.ownerId,
  });
  const info = (): HostInfo => ({
    hostName: account.host.hostName,
    version,
    protocol: protocolVersion,
    claimed: account.claimed,
    open: open.isOpen,
    guests: true,
    registration: true,
    ...joinFacts({
      ownerId: account.ownerId,
      isOpen: open.isOpen,
      online: profile.online,
      connections: gateway.connections,
      people: account.people,
    }),
  });
  const system = createSystemComponent({
    clock,
    probes: hostProbes({ storage, delay, gateway }),
    hostInfo: info,
  });
  const startedAtMs = clock.now();
  const manager = createManagerComponent({
    clock,
    connections: gateway.connections,
    people: account.people,
    acquaintances: chat.acquaintances,
    counts: () => ({ ...chat.figures, online: profile.online }),
    eventLoopDelayMs: () => delay.read(),
    memoryBytes: () => process.memoryUsage.rss(),
    host: {
      get name() {
        return account.host.hostName;
      },
      get isOpen() {
        return open.isOpen;
      },
      get openSinceMs() {
        return open.sinceMs;
      },
      startedAtMs,
      dataFolder: folder.path,
      addresses: () => addresses.list(),
      setOpen: (wanted) => Promise.resolve(open.set(wanted)),
      rename: (name, by) => account.renameHost(name, by),
      revokeSession: (sessionId, by) => account.revokeSession(sessionId, by),
      disk() {
        const { databaseBytes, freeBytes } = storage.figures();
        const files = Object.entries(databaseBytes).map(([name, bytes]) => ({ name: `${name}.db`, bytes }));
        return { dataBytes: files.reduce((sum, { bytes }) => sum + bytes, 0), freeBytes, storage: files };
      },
    },
  });
  const components = [system, account, chat, profile, manager];
  gateway.serve({
    operations: components.flatMap((component) => component.operations),
    authenticator: account.authenticator,
    helloParts: [account.helloPart, chat.helloPart],
    observers: [profile.observer, account.observer],
    mayServe: (actor) => open.mayServe(actor),
    metricsText: () => metrics.text(),
  });
  for (const component of components) {
    lifetime.own(component);
    await component.start();
  }
  return {
    lifetime,
    gateway,
    storage,
    account,
    chat,
    components,
    addresses,
    open,
    online: () => profile.online,
  };
}

/** 90 % of the file handles that this process may have; the rest is for databases, logs and the client’s files. */
function maxSockets(): number {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = Number(report.userLimits?.open_files?.soft);
  return Number.isFinite(soft) && soft > 0 ? Math.floor(soft * 0.9) : 50_000;
}
