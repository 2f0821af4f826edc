import type { ConnectionId } from '../../../src-shared/base/ids.ts';
import { type CloseReason, closeCodes } from '../../../src-shared/protocol/core/close-code.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import type { Origin } from '../../kernel/operation.ts';
import type { Audience, ConnectionView } from '../../kernel/ports.ts';
import type { ConnectionTransport } from './transport.ts';

/** Unsent bytes that a connection may keep; then it is cut and resumes by version. */
export const outboxBytes = 1024 * 1024;
/** Above this many unsent bytes typing and presence are dropped. */
export const congestedBytes = outboxBytes / 2;
/** A connection that takes no byte for this long is cut. */
export const stalledMs = 10_000;

export type ConnectionState =
  /** Waiting for hello. */
  | { readonly kind: 'greeting' }
  /** Hello is being answered; nothing else is served yet. */
  | { readonly kind: 'welcoming' }
  | { readonly kind: 'live'; readonly view: ConnectionView; actor: AccountActor }
  /** Closing has been asked for; nothing is taken or told any more. */
  | { readonly kind: 'draining' }
  | { readonly kind: 'closed' };

/** One live transport of a session, whichever it is: its state, its outbox, its audiences. */
export class Connection {
  readonly id: ConnectionId;
  readonly origin: Origin;
  readonly transport: ConnectionTransport;
  readonly connectedAtMs: number;
  state: ConnectionState = { kind: 'greeting' };
  /** Operations begun and not yet answered. */
  inHand = 0;
  paused = false;
  missedPongs = 0;
  pingSentMs = 0;
  roundTripMs: number | undefined;
  clientName = '';
  audiences: Set<Audience> | undefined;
  /** Due frames in order; written together at the end of the turn. */
  #due: Buffer[] = [];
  #writtenBytes = 0;
  #takenBytes = 0;
  #stalledSinceMs = 0;

  constructor(options: {
    id: ConnectionId;
    origin: Origin;
    transport: ConnectionTransport;
    connectedAtMs: number;
  }) {
    this.id = options.id;
    this.origin = options.origin;
    this.transport = options.transport;
    this.connectedAtMs = options.connectedAtMs;
  }

  get isOpen(): boolean {
    return this.state.kind !== 'draining' && this.state.kind !== 'closed';
  }

  get congested(): boolean {
    return this.transport.bufferedBytes > congestedBytes;
  }

  /** Adds a frame to what is due; true when it is the first since the last flush. */
  enqueue(frame: Buffer): boolean {
    return this.#due.push(frame) === 1;
  }

  /** Writes everything due in one write. False when the outbox would overflow: the caller cuts the connection. */
  flush(): boolean {
    const due = this.#due;
    if (due.length === 0) return true;
    this.#due = [];
    let bytes = 0;
    for (const frame of due) bytes += frame.length;
    if (this.transport.bufferedBytes + bytes > outboxBytes) return false;
    this.#writtenBytes += bytes;
    this.transport.write(due);
    return true;
  }

  /** True once nothing was taken for too long although something waits. */
  isStalled(nowMs: number): boolean {
    const waiting = this.transport.bufferedBytes;
    const taken = this.#writtenBytes - waiting;
    if (waiting === 0 || taken !== this.#takenBytes) {
      this.#takenBytes = taken;
      this.#stalledSinceMs = nowMs;
      return false;
    }
    return nowMs - this.#stalledSinceMs >= stalledMs;
  }

  began(): void {
    this.inHand += 1;
    if (this.inHand < limits.operationsInHand || this.paused) return;
    this.paused = true;
    this.transport.pause();
  }

  ended(): void {
    this.inHand -= 1;
    if (!this.paused || this.inHand >= limits.operationsInHand / 2 || !this.isOpen) return;
    this.paused = false;
    this.transport.resume();
  }

  /** Writes what is due, says why, and takes nothing more. */
  close(reason: CloseReason): void {
    if (!this.isOpen) return;
    this.flush();
    this.state = { kind: 'draining' };
    this.#due = [];
    this.transport.close(closeCodes[reason].code, reason);
  }
}
