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

/** One sample each ten seconds, an hour of them. */
export const sampleMs = 10_000;
const samplesKept = 360;

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
  disk(): { readonly dataBytes: number; readonly freeBytes: number };
}

export interface ManagerServiceDependencies {
  readonly clock: Clock;
  readonly connections: Connections;
  readonly people: People;
  readonly acquaintances: Acquaintances;
  readonly host: ManagedHost;
  readonly counts: () => { rooms: number; messages: number; online: number };
  readonly eventLoopDelayMs: () => number;
  readonly memoryBytes: () => number;
}

/** What the host panel shows and does. */
export class ManagerService {
  readonly #d: ManagerServiceDependencies;
  readonly #samples: HostSample[] = [];

  constructor(dependencies: ManagerServiceDependencies) {
    this.#d = dependencies;
  }

  status(): HostStatus {
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
      samples: [...this.#samples],
    };
  }

  connections(): { connections: ConnectionInfo[] } {
    const views = [...this.#d.connections.views()];
    return {
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

  sample(): void {
    this.#samples.push({
      at: new Date(this.#d.clock.now()).toISOString(),
      connections: this.#d.connections.count,
      messages: this.#d.counts().messages,
      memoryBytes: this.#d.memoryBytes(),
      eventLoopDelayMs: Math.round(this.#d.eventLoopDelayMs() * 10) / 10,
    });
    if (this.#samples.length > samplesKept) this.#samples.shift();
  }
}
