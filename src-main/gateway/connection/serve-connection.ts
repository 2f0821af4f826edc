import type { Clock, Timer } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { protocolVersion } from '../../../src-shared/protocol/core/version.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import { Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { AccountActor, Actor } from '../../kernel/actor.ts';
import type { Origin } from '../../kernel/operation.ts';
import type { Authenticator, HelloPart } from '../../kernel/ports.ts';
import { type Dispatcher, toRefusal } from '../dispatch/dispatcher.ts';
import { errorFrame, parseEnvelope, type RequestEnvelope, replyFrame } from '../dispatch/envelope.ts';
import { hasLoneSurrogate, mayHoldSurrogates } from '../dispatch/json-guard.ts';
import { describeBadInput, helloName } from '../dispatch/operation-table.ts';
import type { RateLimiter } from '../ratelimit/rate-limiter.ts';
import type { SocketEvents } from '../socket/socket-door.ts';
import type { Connection } from './connection.ts';
import type { ConnectionHub } from './hub.ts';
import type { ConnectionTransport } from './transport.ts';

/** Hello must come within this time. */
const greetingMs = 5000;
/** Work of one turn; what is left waits until windows and other sockets had theirs. */
const turnBudgetMs = 4;

/** Takes a place for somebody who signs in; false when there is none for such a one. */
export type Seat = (actor: AccountActor) => boolean;

export interface ConnectionServerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: ConnectionHub;
  readonly dispatcher: Dispatcher;
  /** Undefined: rates are not limited. */
  readonly limiter: RateLimiter | undefined;
  readonly authenticator: Authenticator;
  readonly helloParts: readonly HelloPart[];
  /** Why this actor is not served at the moment, if it is not. */
  readonly mayServe: (actor: Actor) => Refusal | undefined;
}

/** The events of one connection's transport. */
class ServedConnection implements SocketEvents {
  readonly #server: ConnectionServer;
  readonly #connection: Connection;

  constructor(server: ConnectionServer, connection: Connection) {
    this.#server = server;
    this.#connection = connection;
  }

  received(text: string | undefined): void {
    this.#server.received(this.#connection, text);
  }

  pinged(): void {
    this.#server.pinged(this.#connection);
  }

  ponged(): void {
    this.#server.ponged(this.#connection);
  }

  closed(): void {
    this.#server.closed(this.#connection);
  }
}

/** Frames of connections become operations, whatever carries them. */
export class ConnectionServer {
  readonly #options: ConnectionServerOptions;
  /** Frames that did not fit into a turn, of all connections, in order. */
  #backlog: { connection: Connection; text: string }[] = [];
  #turnStartedMs: number | undefined;
  /** Connections that are not live yet, with what their greeting needs. */
  readonly #newcomers = new Map<Connection, { seat: Seat; timer: Timer }>();

  constructor(options: ConnectionServerOptions) {
    this.#options = options;
  }

  /** `seat` is asked when the connection is about to stand for a session; the socket is no stranger's any more then. */
  accept(transport: ConnectionTransport, origin: Origin, seat: Seat): SocketEvents {
    const { hub, clock } = this.#options;
    const connection = hub.open(transport, origin);
    const timer = clock.after(greetingMs, () => {
      if (connection.state.kind === 'greeting' || connection.state.kind === 'welcoming') {
        this.#failGreeting(connection, 'helloExpected');
      }
    });
    this.#newcomers.set(connection, { seat, timer });
    return new ServedConnection(this, connection);
  }

  pinged(connection: Connection): void {
    this.#options.hub.pinged(connection);
  }

  ponged(connection: Connection): void {
    this.#options.hub.ponged(connection);
  }

  closed(connection: Connection): void {
    const { hub, limiter } = this.#options;
    this.#arrived(connection);
    if (connection.state.kind === 'greeting') limiter?.helloFailed(connection.origin.address);
    hub.closed(connection);
  }

  /** What only its beginning needed is let go: connections live long. */
  #arrived(connection: Connection): void {
    this.#newcomers.get(connection)?.timer.cancel();
    this.#newcomers.delete(connection);
  }

  received(connection: Connection, text: string | undefined): void {
    if (!connection.isOpen) return;
    if (text === undefined) {
      this.#failGreeting(connection, 'notAnEnvelope');
      return;
    }
    if (connection.state.kind === 'welcoming') {
      connection.began();
      connection.state.waiting.push(text);
      return;
    }
    if (connection.state.kind === 'greeting') {
      this.#greet(connection, text);
      return;
    }
    if (this.#backlog.length > 0 || this.#turnIsOver()) {
      connection.began();
      this.#backlog.push({ connection, text });
      return;
    }
    this.#serve(connection, text);
  }

  /** True once this turn's work has taken its time; the rest is done in the next turns, in order. */
  #turnIsOver(): boolean {
    const nowMs = this.#options.clock.monotonic();
    if (this.#turnStartedMs === undefined) {
      this.#turnStartedMs = nowMs;
      setImmediate(() => this.#nextTurn());
      return false;
    }
    return nowMs - this.#turnStartedMs > turnBudgetMs;
  }

  #nextTurn(): void {
    this.#turnStartedMs = undefined;
    if (this.#backlog.length === 0) return;
    const waiting = this.#backlog;
    let done = 0;
    while (done < waiting.length && !this.#turnIsOver()) {
      const next = waiting[done];
      done += 1;
      next?.connection.ended();
      if (next) this.#serve(next.connection, next.text);
    }
    this.#backlog = waiting.slice(done);
  }

  #serve(connection: Connection, text: string): void {
    const { hub } = this.#options;
    if (!connection.isOpen) return;
    const envelope = parseEnvelope(text);
    if (!envelope) {
      hub.close(connection, 'notAnEnvelope');
      return;
    }
    if (connection.state.kind !== 'live') return;
    this.#operation(connection, connection.state.actor, envelope, mayHoldSurrogates(text));
  }

  #greet(connection: Connection, text: string): void {
    const envelope = parseEnvelope(text);
    if (envelope?.op !== helloName) {
      this.#failGreeting(connection, envelope ? 'helloExpected' : 'notAnEnvelope');
      return;
    }
    connection.state = { kind: 'welcoming', waiting: [] };
    const waitMs = this.#options.limiter?.helloWaitMs(connection.origin.address) ?? 0;
    if (waitMs > 0) {
      const words = `Too many sign-ins of this address failed. Wait ${Math.ceil(waitMs / 1000)} s.`;
      this.#turnAway(connection, envelope.id, refuse('rate_limited', words, waitMs));
      return;
    }
    void this.#hello(connection, envelope);
  }

  #operation(
    connection: Connection,
    actor: AccountActor,
    envelope: RequestEnvelope,
    suspicious: boolean,
  ): void {
    const { dispatcher, hub, log } = this.#options;
    const entry = dispatcher.find(envelope.op);
    if (!entry?.onSocket || envelope.op === helloName) {
      const refusal = refuse('unsupported', 'This host has no such operation here.');
      hub.fanout.reply(connection, errorFrame(envelope.id, refusal.toWire()));
      return;
    }
    if (suspicious && hasLoneSurrogate(envelope.data)) {
      const refusal = refuse('bad_request', 'The text holds half a character.');
      hub.fanout.reply(connection, errorFrame(envelope.id, refusal.toWire()));
      return;
    }
    connection.began();
    const context = { actor, origin: connection.origin, connectionId: connection.id, log };
    dispatcher.run({ entry, input: envelope.data, context }, (outcome) => {
      const frame =
        outcome instanceof Refusal
          ? errorFrame(envelope.id, outcome.toWire())
          : replyFrame(envelope.id, outcome);
      connection.ended();
      if (connection.state.kind === 'live') hub.fanout.reply(connection, frame);
    });
  }

  async #hello(connection: Connection, envelope: RequestEnvelope): Promise<void> {
    const { state } = connection;
    const refusal = await this.#welcome(connection, envelope).catch((error: unknown) =>
      toRefusal(error, this.#options.log, helloName),
    );
    if (refusal) {
      this.#turnAway(connection, envelope.id, refusal);
      return;
    }
    for (const text of state.kind === 'welcoming' ? state.waiting : []) {
      connection.ended();
      this.received(connection, text);
    }
  }

  /** Closes, and where no good hello came before, counts it against the address. */
  #failGreeting(connection: Connection, reason: 'helloExpected' | 'notAnEnvelope'): void {
    const { hub, limiter } = this.#options;
    if (connection.state.kind !== 'live') limiter?.helloFailed(connection.origin.address);
    hub.close(connection, reason);
  }

  #turnAway(connection: Connection, id: number, refusal: Refusal): void {
    if (connection.state.kind !== 'welcoming') return;
    const { hub, limiter } = this.#options;
    if (refusal.kind === 'unauthenticated' || refusal.kind === 'bad_request') {
      limiter?.helloFailed(connection.origin.address);
    }
    hub.fanout.reply(connection, errorFrame(id, refusal.toWire()));
    hub.close(connection, refusal.kind === 'unsupported' ? 'protocolUnsupported' : 'helloExpected');
  }

  async #welcome(connection: Connection, envelope: RequestEnvelope): Promise<Refusal | undefined> {
    const { hub, authenticator, helloParts, mayServe } = this.#options;
    const input = this.#readHello(envelope);
    if (input instanceof Refusal) return input;
    const actor = await authenticator.authenticate(input.token);
    if (!actor) return signInAgain;
    const unwelcome = mayServe(actor);
    if (unwelcome) return unwelcome;
    if (hub.ofSession(actor.sessionId) >= limits.connectionsPerSession) return tooManyConnections;
    connection.clientName = shown(`${input.client.name} ${input.client.version}`);
    for (const part of helloParts) {
      const refusal = await part.prepare(actor);
      if (refusal) return refusal;
    }
    // The token was good a moment ago, so the answer is at hand, and nothing can happen between it and the welcome:
    // a session that ended while the parts prepared themselves must not become a connection that nobody closes.
    const still = authenticator.authenticate(input.token);
    if (!still) return signInAgain;
    if (still instanceof Promise) return refuse('overloaded', 'The host has too much in hand.');
    const { sessionId } = still;
    if (hub.ofSession(sessionId) >= limits.connectionsPerSession) return tooManyConnections;
    const closedMeanwhile = mayServe(still);
    if (closedMeanwhile) return closedMeanwhile;
    if (connection.state.kind !== 'welcoming') return undefined;
    if (this.#newcomers.get(connection)?.seat(still) === false) return seatsTaken;
    this.#arrived(connection);
    this.#makeLive(connection, still, envelope.id);
    authenticator.seen(sessionId, { ...connection.origin, client: connection.clientName });
    return undefined;
  }

  /** In one turn: what the reply states, and being told of everything after it. */
  #makeLive(connection: Connection, actor: AccountActor, id: number): void {
    const { hub, helloParts, clock } = this.#options;
    const snapshots = helloParts.map((part) => part.snapshot(actor));
    const output = {
      sessionId: actor.sessionId,
      ...Object.assign({}, ...snapshots.map((snapshot) => snapshot.fields)),
      limits,
      serverTime: new Date(clock.now()).toISOString(),
    };
    hub.welcome(connection, {
      actor,
      audiences: snapshots.flatMap((snapshot) => [...snapshot.audiences]),
      reply: replyFrame(id, output),
    });
  }

  /** The version is looked at first: a client of another one may send keys that this host does not know. */
  #readHello(envelope: RequestEnvelope): Input<'system.hello'> | Refusal {
    const entry = this.#options.dispatcher.find(helloName);
    const { protocol } = Object(envelope.data) as { protocol?: unknown };
    if (Number.isSafeInteger(protocol) && protocol !== protocolVersion) {
      return refuse(
        'unsupported',
        `This host speaks protocol ${protocolVersion}. Load the page again or update.`,
      );
    }
    if (!entry?.input.Check(envelope.data)) {
      return refuse('bad_request', entry ? describeBadInput(entry, envelope.data) : 'hello is not served.');
    }
    return envelope.data as Input<'system.hello'>;
  }
}

/** A client names itself; what cannot be seen or turns text round has no place in lists of sessions. */
function shown(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

const signInAgain = refuse('unauthenticated', 'This sign-in has ended. Sign in again.');
const seatsTaken = refuse('overloaded', 'As many guests are connected as this host can take.');
const tooManyConnections = refuse('overloaded', 'This session has too many connections open.');
