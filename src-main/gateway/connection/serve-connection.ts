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
import type { SocketEvents } from '../socket/socket-door.ts';
import type { Connection } from './connection.ts';
import type { ConnectionHub } from './hub.ts';
import type { ConnectionTransport } from './transport.ts';

/** Hello must come within this time. */
const greetingMs = 5000;
/** Work of one turn; what is left waits until windows and other sockets had theirs. */
const turnBudgetMs = 4;

export interface ConnectionServerOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: ConnectionHub;
  readonly dispatcher: Dispatcher;
  readonly authenticator: Authenticator;
  readonly helloParts: readonly HelloPart[];
  /** Why this actor is not served at the moment, if it is not. */
  readonly mayServe: (actor: Actor) => Refusal | undefined;
}

/** Frames of connections become operations, whatever carries them. */
export class ConnectionServer {
  readonly #options: ConnectionServerOptions;
  /** Frames that did not fit into a turn, of all connections, in order. */
  #backlog: { connection: Connection; text: string }[] = [];
  #turnStartedMs: number | undefined;

  constructor(options: ConnectionServerOptions) {
    this.#options = options;
  }

  accept(transport: ConnectionTransport, origin: Origin): SocketEvents {
    const { hub, clock } = this.#options;
    const connection = hub.open(transport, origin);
    const greeting: Timer = clock.after(greetingMs, () => {
      if (connection.state.kind === 'greeting' || connection.state.kind === 'welcoming') {
        hub.close(connection, 'helloExpected');
      }
    });
    return {
      received: (text) => this.#received(connection, text),
      ponged: () => hub.ponged(connection),
      closed: () => {
        greeting.cancel();
        hub.closed(connection);
      },
    };
  }

  #received(connection: Connection, text: string | undefined): void {
    if (!connection.isOpen) return;
    if (text === undefined) {
      this.#options.hub.close(connection, 'notAnEnvelope');
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
    if (connection.state.kind === 'live') {
      this.#operation(connection, connection.state.actor, envelope, mayHoldSurrogates(text));
    } else if (connection.state.kind === 'greeting' && envelope.op === helloName) {
      connection.state = { kind: 'welcoming' };
      void this.#hello(connection, envelope);
    } else {
      hub.close(connection, 'helloExpected');
    }
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
      hub.fanout.toConnection(connection, errorFrame(envelope.id, refusal.toWire()));
      return;
    }
    if (suspicious && hasLoneSurrogate(envelope.data)) {
      const refusal = refuse('bad_request', 'The text holds half a character.');
      hub.fanout.toConnection(connection, errorFrame(envelope.id, refusal.toWire()));
      return;
    }
    connection.began();
    const context = { actor, origin: connection.origin, connectionId: connection.id, log };
    dispatcher.run({ entry, input: envelope.data, context }, (outcome) => {
      connection.ended();
      if (connection.state.kind !== 'live') return;
      const frame =
        outcome instanceof Refusal
          ? errorFrame(envelope.id, outcome.toWire())
          : replyFrame(envelope.id, outcome);
      hub.fanout.toConnection(connection, frame);
    });
  }

  async #hello(connection: Connection, envelope: RequestEnvelope): Promise<void> {
    const { hub, log } = this.#options;
    try {
      const refusal = await this.#welcome(connection, envelope);
      if (!refusal || connection.state.kind !== 'welcoming') return;
      hub.fanout.toConnection(connection, errorFrame(envelope.id, refusal.toWire()));
      hub.close(connection, refusal.kind === 'unsupported' ? 'protocolUnsupported' : 'helloExpected');
    } catch (error) {
      const refusal = toRefusal(error, log, helloName);
      if (connection.state.kind !== 'welcoming') return;
      hub.fanout.toConnection(connection, errorFrame(envelope.id, refusal.toWire()));
      hub.close(connection, 'helloExpected');
    }
  }

  async #welcome(connection: Connection, envelope: RequestEnvelope): Promise<Refusal | undefined> {
    const { hub, authenticator, helloParts, clock, dispatcher, mayServe } = this.#options;
    const entry = dispatcher.find(helloName);
    if (!entry?.input.Check(envelope.data)) {
      return refuse('bad_request', entry ? describeBadInput(entry, envelope.data) : 'hello is not served.');
    }
    const input = envelope.data as Input<'system.hello'>;
    if (input.protocol !== protocolVersion) {
      return refuse(
        'unsupported',
        `This host speaks protocol ${protocolVersion}. Load the page again or update.`,
      );
    }
    const actor = await authenticator.authenticate(input.token);
    if (!actor) return refuse('unauthenticated', 'This sign-in has ended. Sign in again.');
    const unwelcome = mayServe(actor);
    if (unwelcome) return unwelcome;
    if (hub.ofSession(actor.sessionId) >= limits.connectionsPerSession) {
      return refuse('overloaded', 'This session has too many connections open.');
    }
    connection.clientName = `${input.client.name} ${input.client.version}`;
    for (const part of helloParts) {
      const refusal = await part.prepare(actor);
      if (refusal) return refusal;
    }
    // The session may have ended while the parts prepared themselves.
    const still = await authenticator.authenticate(input.token);
    if (!still) return refuse('unauthenticated', 'This sign-in has ended. Sign in again.');
    if (connection.state.kind !== 'welcoming') return undefined;
    // From here on in one turn: what the reply states, and being told of everything after it.
    const snapshots = helloParts.map((part) => part.snapshot(still));
    hub.welcome(
      connection,
      still,
      snapshots.flatMap((snapshot) => [...snapshot.audiences]),
    );
    const output = {
      sessionId: still.sessionId,
      ...Object.assign({}, ...snapshots.map((snapshot) => snapshot.fields)),
      limits,
      serverTime: new Date(clock.now()).toISOString(),
    };
    hub.fanout.toConnection(connection, replyFrame(envelope.id, output));
    authenticator.seen(still.sessionId, { ...connection.origin, client: connection.clientName });
    return undefined;
  }
}
