import type { Clock } from '../../../src-shared/base/clock.ts';
import type {
  ConnectionInfo,
  HostAddress,
  HostSample,
  HostStatus,
} from '../../../src-shared/protocol/manager/operations.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { type Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { Acquaintances, Connections, People } from '../../kernel/ports.ts';

/** Looked at this often, kept by the minute for two hours. */
export const sampleMs = 10_000;
const minuteMs = 60_000;
const minutesKept = 120;
/** Connections told at once where nobody said how many. */
const connectionsTold = 500;

/** The host as its owner runs it. */
export interface ManagedHost {
  readonly name: string;
  readonly isOpen: boolean;
  readonly openSinceMs: number;
  readonly startedAtMs: number;
  readonly dataFolder: string;
  addresses(): readonly HostAddress[];
  setOpen(open: boolean, by: AccountActor): Promise<void>;
  rename(name: string, by: AccountActor): Promise<void>;
  revokeSession(sessionId: Input<'manager.disconnect'>['sessionId'], by: AccountActor): Promise<boolean>;
  /** Disk figures, looked up when somebody asks. */
  disk(): {
    readonly dataBytes: number;
    readonly freeBytes: number;
    readonly storage: { name: string; bytes: number }[];
  };
}

export interface ManagerServiceDependencies {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly people: People;
  readonly acquaintances: Acquaintances;
  readonly host: ManagedHost;
  /** `written`: messages since the host started, which only rises. */
  readonly counts: () => { rooms: number; messages: number; written: number; online: number };
  readonly eventLoopDelayMs: () => number;
  readonly memoryBytes: () => number;
}

/** What the host panel shows and does. */
export class ManagerService {
  readonly #d: ManagerServiceDependencies;
  readonly #minutes: HostSample[] = [];
  #writtenBefore = 0;

  constructor(dependencies: ManagerServiceDependencies) {
    this.#d = dependencies;
  }

  status(): HostStatus {
    this.sample();
    const { host, people, connections } = this.#d;
    const counts = this.#d.counts();
    return {
      hostName: host.name,
      open: host.isOpen,
      since: new Date(host.openSinceMs).toISOString(),
      startedAt: new Date(host.startedAtMs).toISOString(),
      addresses: [...host.addresses()],
      people: people.count,
      online: counts.online,
      connections: connections.count,
      rooms: counts.rooms,
      messages: counts.messages,
      dataFolder: host.dataFolder,
      ...host.disk(),
      samples: [...this.#minutes],
    };
  }

  connections(input: Input<'manager.connections'>): { connections: ConnectionInfo[]; total: number } {
    const { connections } = this.#d;
    const views = [...connections.views()].slice(0, input.limit ?? connectionsTold);
    return {
      total: connections.count,
      connections: views.map((view) => ({
        connectionId: view.connectionId,
        sessionId: view.actor.sessionId,
        accountId: view.actor.accountId,
        displayName: this.#d.people.find(view.actor.accountId)?.displayName ?? 'Somebody',
        kind: view.actor.accountKind,
        client: view.origin.client ?? 'unknown',
        address: view.origin.address,
        transport: view.transport,
        connectedAt: new Date(view.connectedAtMs).toISOString(),
        ...(view.roundTripMs === undefined ? {} : { roundTripMs: Math.round(view.roundTripMs * 10) / 10 }),
        rooms: this.#d.acquaintances.audiencesOf(view.actor.accountId).length,
      })),
    };
  }

  async disconnect(
    input: Input<'manager.disconnect'>,
    actor: AccountActor,
  ): Promise<Refusal | Record<string, never>> {
    const ended = await this.#d.host.revokeSession(input.sessionId, actor);
    return ended ? {} : refuse('not_found', 'This session has ended already.');
  }

  async setOpen(input: Input<'manager.setOpen'>, actor: AccountActor): Promise<{ open: boolean }> {
    await this.#d.host.setOpen(input.open, actor);
    return { open: this.#d.host.isOpen };
  }

  async rename(input: Input<'manager.rename'>, actor: AccountActor): Promise<Refusal | { hostName: string }> {
    const hostName = input.hostName.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if (hostName === '' || /[\p{Cc}\p{Cf}]/u.test(hostName)) {
      return refuse('bad_request', 'A host needs a name without invisible characters.');
    }
    await this.#d.host.rename(hostName, actor);
    return { hostName };
  }

  /** Adds what happened since the last look to the present minute. */
  sample(): void {
    const { clock, connections, counts, memoryBytes, eventLoopDelayMs } = this.#d;
    const at = new Date(Math.floor(clock.now() / minuteMs) * minuteMs).toISOString();
    const { written } = counts();
    const added = written - this.#writtenBefore;
    this.#writtenBefore = written;
    const latest = this.#minutes.at(-1);
    const same = latest?.at === at ? latest : undefined;
    const minute: HostSample = {
      at,
      connections: Math.max(connections.count, same?.connections ?? 0),
      messages: added + (same?.messages ?? 0),
      memoryBytes: Math.max(memoryBytes(), same?.memoryBytes ?? 0),
      eventLoopDelayMs: Math.max(Math.round(eventLoopDelayMs() * 10) / 10, same?.eventLoopDelayMs ?? 0),
    };
    if (same) this.#minutes.pop();
    this.#minutes.push(minute);
    if (this.#minutes.length > minutesKept) this.#minutes.shift();
  }
}
