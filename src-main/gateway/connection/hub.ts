import { assert } from '../../../src-shared/base/assert.ts';
import type { Clock, Timer } from '../../../src-shared/base/clock.ts';
import type { AccountId, ConnectionId, SessionId } from '../../../src-shared/base/ids.ts';
import { makeId } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { AccountKind, Role } from '../../../src-shared/protocol/account/entities.ts';
import type { CloseReason } from '../../../src-shared/protocol/core/close-code.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import type { Counter, Metrics } from '../../kernel/metrics.ts';
import type { Origin } from '../../kernel/operation.ts';
import type { Audience, ConnectionObserver, Connections, ConnectionView } from '../../kernel/ports.ts';
import { Fanout } from '../fanout/fanout.ts';
import { Connection } from './connection.ts';
import type { ConnectionTransport } from './transport.ts';

/** A session may use HTTP this long after its last connection went. */
const httpGraceMs = 60_000;
/** Each connection is pinged every 15 s; a fifteenth of them each second. */
const heartbeatSlots = 15;
const missedPongsAllowed = 2;
/** Pings and pongs that a client may send between two heartbeats: twenty a second. */
const controlFramesAllowed = 300;
/** Sessions remembered after their last connection; the oldest is forgotten first, which only shortens its grace. */
const recentSessionsKept = 50_000;

/** All connections: who is live, who is slow, who must go. */
export class ConnectionHub implements Connections {
  readonly fanout: Fanout;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #all = new Set<Connection>();
  /** Lists, because most sessions have one connection. */
  readonly #sessions = new Map<SessionId, readonly Connection[]>();
  readonly #recentSessions = new Map<SessionId, number>();
  readonly #slots: Set<Connection>[] = Array.from({ length: heartbeatSlots }, () => new Set());
  readonly #observers: ConnectionObserver[] = [];
  readonly #cuts: Counter;
  readonly #tick: Timer;
  #nextSlot = 0;
  #beat = 0;

  constructor(options: {
    clock: Clock;
    log: Log;
    metrics: Metrics;
    randomBytes: (count: number) => Uint8Array;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#randomBytes = options.randomBytes;
    this.fanout = new Fanout((connection) => this.#cut(connection, 'full'));
    this.#cuts = options.metrics.counter('hearth_connection_cuts', 'Connections cut, by cause', ['cause']);
    options.metrics.gauge('hearth_connections', 'Live connections', () => this.#all.size);
    options.metrics.gauge('hearth_outbox_bytes', 'Unsent bytes of all connections', () => {
      let bytes = 0;
      for (const connection of this.#all) bytes += connection.transport.bufferedBytes;
      return bytes;
    });
    this.#tick = options.clock.every(1000, () => this.#heartbeat());
  }

  get count(): number {
    return this.#all.size;
  }

  observe(observer: ConnectionObserver): void {
    this.#observers.push(observer);
  }

  open(transport: ConnectionTransport, origin: Origin): Connection {
    const connection = new Connection({
      id: makeId<ConnectionId>(this.#randomBytes),
      origin,
      transport,
      connectedAtMs: this.#clock.now(),
    });
    this.#all.add(connection);
    this.#slots[this.#nextSlot]?.add(connection);
    this.#nextSlot = (this.#nextSlot + 1) % heartbeatSlots;
    return connection;
  }

  /** The connection becomes live: in one turn with the snapshot that `reply`, its first frame, states. */
  welcome(
    connection: Connection,
    { actor, audiences, reply }: { actor: AccountActor; audiences: readonly Audience[]; reply: Buffer },
  ): void {
    assert(connection.state.kind === 'welcoming', `a ${connection.state.kind} connection cannot be welcomed`);
    const view = viewOf(connection, actor);
    connection.state = { kind: 'live', view, actor };
    const siblings = this.#sessions.get(actor.sessionId);
    this.#sessions.set(actor.sessionId, siblings ? [...siblings, connection] : [connection]);
    this.fanout.subscribe(connection, actor.accountId, audiences);
    this.fanout.reply(connection, reply);
    for (const observer of this.#observers) observer.connected(view);
  }

  /** The transport is gone, or must go now. */
  closed(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    for (const slot of this.#slots) slot.delete(connection);
    this.#leave(connection);
    connection.state = { kind: 'closed' };
  }

  /** Says why, after everything due; from this turn on nothing more is taken or told. */
  close(connection: Connection, reason: CloseReason): void {
    if (!connection.isOpen) return;
    this.fanout.settle(connection);
    const state = connection.state;
    connection.close(reason);
    this.#leave(connection, state);
  }

  closeSession(sessionId: SessionId, reason: CloseReason): void {
    this.#recentSessions.delete(sessionId);
    for (const connection of this.#sessions.get(sessionId) ?? []) this.close(connection, reason);
    this.#recentSessions.delete(sessionId);
  }

  closeAccount(accountId: AccountId, reason: CloseReason): void {
    for (const connection of this.fanout.connectionsOf(accountId)) this.close(connection, reason);
  }

  closeUnless(keep: (view: ConnectionView) => boolean, reason: CloseReason): void {
    for (const connection of this.#all) {
      if (connection.state.kind !== 'live' || !keep(connection.state.view)) this.close(connection, reason);
    }
  }

  recentlyConnected(sessionId: SessionId): boolean {
    if (this.#sessions.has(sessionId)) return true;
    const leftMs = this.#recentSessions.get(sessionId);
    return leftMs !== undefined && this.#clock.monotonic() - leftMs <= httpGraceMs;
  }

  ofSession(sessionId: SessionId): number {
    return this.#sessions.get(sessionId)?.length ?? 0;
  }

  *views(): Iterable<ConnectionView> {
    for (const connection of this.#all) {
      if (connection.state.kind === 'live') {
        yield {
          ...connection.state.view,
          actor: connection.state.actor,
          roundTripMs: connection.roundTripMs,
        };
      }
    }
  }

  refreshActor(accountId: AccountId, change: { role: Role; accountKind: AccountKind }): void {
    for (const connection of this.fanout.connectionsOf(accountId)) {
      if (connection.state.kind === 'live') connection.state.actor = { ...connection.state.actor, ...change };
    }
  }

  pinged(connection: Connection): void {
    connection.controlFrames += 1;
    if (connection.controlFrames <= controlFramesAllowed || !connection.isOpen) return;
    this.#cuts.add(1, 'flood');
    this.#log.info('connection cut', { connection: connection.id, cause: 'flood' });
    connection.transport.terminate();
    this.closed(connection);
  }

  ponged(connection: Connection): void {
    this.pinged(connection);
    connection.missedPongs = 0;
    connection.roundTripMs = this.#clock.monotonic() - connection.pingSentMs;
  }

  stop(): void {
    this.#tick.cancel();
  }

  /** Ends what has not ended by itself. */
  terminateAll(): void {
    for (const connection of this.#all) {
      connection.transport.terminate();
      this.closed(connection);
    }
  }

  #leave(connection: Connection, state = connection.state): void {
    if (state.kind !== 'live') return;
    const { accountId, sessionId } = state.actor;
    this.fanout.unsubscribe(connection, accountId);
    const siblings = this.#sessions.get(sessionId)?.filter((other) => other !== connection) ?? [];
    if (siblings.length > 0) {
      this.#sessions.set(sessionId, siblings);
    } else {
      this.#sessions.delete(sessionId);
      this.#recentSessions.delete(sessionId);
      this.#recentSessions.set(sessionId, this.#clock.monotonic());
      const oldest = this.#recentSessions.keys().next().value;
      if (this.#recentSessions.size > recentSessionsKept && oldest) this.#recentSessions.delete(oldest);
    }
    for (const observer of this.#observers) observer.disconnected(state.view);
  }

  #cut(connection: Connection, cause: 'full' | 'stalled' | 'silent'): void {
    this.#cuts.add(1, cause);
    this.#log.info('connection cut', { connection: connection.id, cause });
    this.close(connection, 'resume');
  }

  #heartbeat(): void {
    const nowMs = this.#clock.monotonic();
    this.#beat = (this.#beat + 1) % heartbeatSlots;
    for (const connection of this.#slots[this.#beat] ?? []) this.#ping(connection, nowMs);
    for (const connection of this.#all) {
      if (connection.isOpen && connection.isStalled(nowMs)) this.#cut(connection, 'stalled');
    }
  }

  #ping(connection: Connection, nowMs: number): void {
    connection.controlFrames = 0;
    // A paused connection is not read from, so its pongs cannot arrive: it is judged by the bytes it takes.
    if (connection.paused || !connection.isOpen) return;
    if (connection.missedPongs >= missedPongsAllowed) {
      this.#cuts.add(1, 'silent');
      connection.transport.terminate();
      return;
    }
    connection.missedPongs += 1;
    connection.pingSentMs = nowMs;
    connection.transport.ping();
  }
}

function viewOf(connection: Connection, actor: AccountActor): ConnectionView {
  return {
    connectionId: connection.id,
    actor,
    origin: { ...connection.origin, client: connection.clientName || connection.origin.client },
    transport: 'socket',
    connectedAtMs: connection.connectedAtMs,
    roundTripMs: undefined,
  };
}
