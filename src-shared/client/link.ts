import { backoffDelayMs } from '../base/backoff.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { type CloseReason, closeCodes } from '../protocol/core/close-code.ts';
import { protocolVersion } from '../protocol/core/version.ts';
import type { HearthEvent, Output } from '../protocol/registry.ts';
import { type ClientState, RequestError, type Transport, type TransportLink } from './contract.ts';
import { RequestTable } from './requests.ts';
import type { SessionKeeper } from './session-keeper.ts';

const reconnect = { firstMs: 500, maxMs: 15_000 };
/** After a cut for slowness the host waits for us, so the first try is quick. */
const quickReconnect = { firstMs: 150, maxMs: 15_000 };
/** Silence for this long is answered with a question of our own; no answer in time means that the way is dead. */
const silenceMs = 25_000;
const answerMs = 10_000;

export interface LinkOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly session: SessionKeeper;
  readonly clock: Clock;
  readonly random: () => number;
  readonly name: string;
  readonly version: string;
  readonly onState: () => void;
  /** In the same turn as the answer to hello, before any event after it. */
  readonly onHello: (hello: Output<'system.hello'>) => void;
  readonly onEvent: (event: HearthEvent) => void;
}

/** The way to the host: connects, says hello, notices loss, comes back with jitter. */
export class Link {
  readonly #o: LinkOptions;
  readonly #requests = new RequestTable();
  #state: ClientState = { kind: 'signed_out', because: 'never' };
  #link: TransportLink | undefined;
  #generation = 0;
  #attempt = 0;
  #lostSinceMs: number | undefined;
  #retry: Timer | undefined;
  #watch: Timer | undefined;
  #heardMs = 0;
  #mustRenew = false;

  constructor(options: LinkOptions) {
    this.#o = options;
  }

  get state(): ClientState {
    return this.#state;
  }

  /** Connects, or connects at once instead of later. */
  start(): void {
    if (this.#state.kind === 'connecting' || this.#state.kind === 'live') return;
    this.#retry?.cancel();
    void this.#connect();
  }

  /** Ends the way for good, until `start`. */
  stop(because: 'logged_out' | 'session_ended' | 'never'): void {
    this.#drop();
    this.#set({ kind: 'signed_out', because });
  }

  request(operation: string, input: object): Promise<unknown> {
    if (this.#state.kind !== 'live') {
      return Promise.reject(
        new RequestError({ kind: 'unavailable', message: 'Not connected at the moment.' }),
      );
    }
    return this.#ask(operation, input);
  }

  #ask(operation: string, input: object): Promise<unknown> {
    return this.#requests.ask(operation, input, (text) => this.#link?.send(text));
  }

  async #connect(): Promise<void> {
    this.#drop();
    const generation = this.#generation;
    this.#lostSinceMs ??= this.#o.clock.now();
    this.#set({ kind: 'connecting', sinceMs: this.#lostSinceMs, attempt: this.#attempt });
    let token: string | undefined;
    try {
      token = await this.#o.session.token({ renew: this.#mustRenew });
    } catch {
      // Whatever kept the host from answering, the next attempt may find it back.
      if (generation === this.#generation) this.#later('unreachable');
      return;
    }
    if (generation !== this.#generation) return;
    if (token === undefined) {
      this.stop('session_ended');
      return;
    }
    this.#mustRenew = false;
    this.#open(generation, token);
  }

  #open(generation: number, token: string): void {
    const isCurrent = () => generation === this.#generation;
    this.#link = this.#o.transport.open(this.#o.url, {
      opened: () => {
        if (isCurrent()) void this.#hello(token, generation);
      },
      received: (text) => {
        if (isCurrent()) this.#received(text);
      },
      closed: (code) => {
        if (isCurrent()) this.#closed(code);
      },
    });
  }

  async #hello(token: string, generation: number): Promise<void> {
    const { name, version } = this.#o;
    try {
      await this.#ask('system.hello', { token, protocol: protocolVersion, client: { name, version } });
    } catch (error) {
      if (generation !== this.#generation || !(error instanceof RequestError)) return;
      if (error.wire.kind === 'unauthenticated') this.#mustRenew = true;
      if (error.wire.kind === 'unsupported') {
        this.#drop();
        this.#set({ kind: 'outdated' });
      }
    }
  }

  #received(text: string): void {
    this.#heardMs = this.#o.clock.monotonic();
    const frame = JSON.parse(text) as { id?: number; ok?: boolean; event?: string; data?: unknown };
    if (frame.event !== undefined) {
      this.#o.onEvent(frame as HearthEvent);
      return;
    }
    if (frame.id === undefined) return;
    // Hello is the only question before the way is live; its answer counts in this very turn.
    if (this.#state.kind === 'connecting' && frame.ok === true)
      this.#live(frame.data as Output<'system.hello'>);
    this.#requests.answered(frame as { id: number; ok: boolean });
  }

  #live(hello: Output<'system.hello'>): void {
    this.#attempt = 0;
    this.#lostSinceMs = undefined;
    this.#state = { kind: 'live', sinceMs: this.#o.clock.now() };
    this.#o.onHello(hello);
    this.#o.onState();
    this.#watch = this.#o.clock.every(silenceMs, () => this.#listen());
  }

  /** Asks something cheap when the host was silent for long: browsers do not show its pings. */
  #listen(): void {
    const { clock } = this.#o;
    if (clock.monotonic() - this.#heardMs < silenceMs) return;
    const tooLate = clock.after(answerMs, () => this.#closed(1006));
    this.#ask('profile.get', { accountIds: [] }).then(
      () => tooLate.cancel(),
      () => tooLate.cancel(),
    );
  }

  #closed(code: number): void {
    const reason = reasonOf(code);
    if (reason === 'sessionEnded') {
      this.#o.session.forget();
      this.stop('session_ended');
      return;
    }
    if (reason === 'protocolUnsupported') {
      this.#drop();
      this.#set({ kind: 'outdated' });
      return;
    }
    this.#later(reason);
  }

  #later(because: CloseReason | 'unreachable'): void {
    const { clock, random } = this.#o;
    this.#drop();
    const limits = because === 'resume' ? quickReconnect : reconnect;
    // A refused hello is repeated at once with a new token.
    const delayMs =
      this.#mustRenew && this.#attempt === 0 ? 0 : backoffDelayMs(this.#attempt, limits, random);
    this.#attempt += 1;
    this.#lostSinceMs ??= clock.now();
    this.#set({
      kind: 'waiting',
      sinceMs: this.#lostSinceMs,
      retryAtMs: clock.now() + delayMs,
      attempt: this.#attempt,
      because,
    });
    this.#retry = clock.after(delayMs, () => void this.#connect());
  }

  #drop(): void {
    this.#generation += 1;
    this.#retry?.cancel();
    this.#watch?.cancel();
    this.#link?.close(1000);
    this.#link = undefined;
    this.#requests.lost();
  }

  #set(state: ClientState): void {
    this.#state = state;
    this.#o.onState();
  }
}

function reasonOf(code: number): CloseReason | 'unreachable' {
  for (const [reason, entry] of Object.entries(closeCodes)) {
    if (entry.code === code) return reason as CloseReason;
  }
  return 'unreachable';
}
