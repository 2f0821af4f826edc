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
  /** Hello is being answered; what the client sent after it waits its turn. */
  | { readonly kind: 'welcoming'; readonly waiting: string[] }
  | { readonly kind: 'live'; readonly view: ConnectionView; actor: AccountActor }
  /** Closing has been asked for; nothing is taken or told any more. */
  | { readonly kind: 'draining' }
  | { readonly kind: 'closed' };

/** Shared by all that are in none. */
export const noAudiences: readonly Audience[] = [];

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
  /** Pings and pongs that came since the last heartbeat. */
  controlFrames = 0;
  pingSentMs = 0;
  roundTripMs: number | undefined;
  clientName = '';
  /** Replaced, never changed in place. */
  audiences: readonly Audience[] = noAudiences;
  /** Due frames in order; written together at the end of the turn. */
  #due: Buffer[] = [];
  /** Where the first frame of an audience stands in `#due`. */
  #firstShared: number | undefined;
  #overflowed = false;
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

  /** Adds a frame for this connection alone; true when it is the first since the last flush. */
  enqueue(frame: Buffer): boolean {
    return this.#due.push(frame) === 1;
  }

  /** As `enqueue`, with what is due to an audience. */
  enqueueShared(frames: Buffer): boolean {
    this.#firstShared ??= this.#due.length;
    return this.#due.push(frames) === 1;
  }

  /** As `enqueue`, with an answer: it goes before every event of an audience, so one's own event comes after it. */
  enqueueReply(frame: Buffer): boolean {
    if (this.#firstShared === undefined) return this.#due.push(frame) === 1;
    this.#due.splice(this.#firstShared, 0, frame);
    this.#firstShared += 1;
    return false;
  }

  /**
   * Writes everything due in one write. False when the outbox would overflow: the caller cuts the connection, and
   * nothing is written any more, because a later event after a gap would move the version that the client resumes at.
   */
  flush(): boolean {
    const due = this.#due;
    if (due.length === 0) return true;
    this.#due = [];
    this.#firstShared = undefined;
    let bytes = 0;
    for (const frame of due) bytes += frame.length;
    this.#overflowed ||= this.transport.bufferedBytes + bytes > outboxBytes;
    if (this.#overflowed) return false;
    this.#writtenBytes += bytes;
    this.transport.write(due);
    return true;
  }

  /** True once nothing was taken for too long although something waits. */
  isStalled(nowMs: number): boolean {
    const waiting = this.transport.bufferedBytes;
    const taken = this.#writtenBytes - waiting;
    if (waiting === 0 || taken > this.#takenBytes) {
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
