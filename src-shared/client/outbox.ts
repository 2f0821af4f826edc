import type { Clock, Timer } from '../base/clock.ts';
import type { RoomId } from '../base/ids.ts';
import type { Message } from '../protocol/chat/entities.ts';
import { errorKinds } from '../protocol/core/error-kind.ts';
import { type ClientStorage, type OutgoingMessage, RequestError } from './contract.ts';

const storageKey = 'hearth.outbox';
/** Messages that wait at once; one more fails at once, in words, and is kept. */
const messagesKept = 500;
const retryMs = 2000;

interface Waiting {
  message: OutgoingMessage;
  underWay: boolean;
  /** Set by the host’s answer: shown until the message itself has arrived. */
  sentSeq: number | undefined;
}

export interface OutboxOptions {
  readonly storage: ClientStorage;
  readonly clock: Clock;
  readonly makeNonce: () => string;
  /** Sends; rejects with RequestError. */
  readonly send: (message: OutgoingMessage) => Promise<Message>;
  /** Version up to which the replica holds the room. */
  readonly versionOf: (roomId: RoomId) => number;
  readonly onChange: (roomId: RoomId) => void;
}

/** What this device means to say: survives a reload, goes out once and in order for each room. */
export class Outbox {
  readonly #o: OutboxOptions;
  #waiting: Waiting[] = [];
  #live = false;
  #retry: Timer | undefined;

  constructor(options: OutboxOptions) {
    this.#o = options;
  }

  load(): void {
    const text = this.#o.storage.load(storageKey);
    if (text === undefined) return;
    try {
      const messages = JSON.parse(text) as OutgoingMessage[];
      this.#waiting = messages.map((message) => ({ message, underWay: false, sentSeq: undefined }));
    } catch {
      // Unreadable is as good as empty; nothing could be sent from it.
      this.#waiting = [];
    }
  }

  forget(): void {
    this.#waiting = [];
    this.#o.storage.remove(storageKey);
  }

  of(roomId: RoomId): readonly OutgoingMessage[] {
    return this.#waiting.filter((entry) => entry.message.roomId === roomId).map((entry) => entry.message);
  }

  roomIds(): ReadonlySet<RoomId> {
    return new Set(this.#waiting.map((entry) => entry.message.roomId));
  }

  add(draft: { roomId: RoomId; text: string; replyTo: number | undefined }): string {
    const nonce = this.#o.makeNonce();
    const isFull = this.#waiting.length >= messagesKept;
    const failure = isFull
      ? { kind: 'overloaded' as const, message: `${messagesKept} messages wait to be sent already.` }
      : undefined;
    const message = { ...draft, nonce, createdAtMs: this.#o.clock.now(), failure };
    this.#waiting.push({ message, underWay: false, sentSeq: undefined });
    this.#changed(draft.roomId);
    this.#pump();
    return nonce;
  }

  retry(nonce: string): void {
    const entry = this.#find(nonce);
    if (!entry) return;
    entry.message = { ...entry.message, failure: undefined };
    this.#changed(entry.message.roomId);
    this.#pump();
  }

  discard(nonce: string): void {
    const entry = this.#find(nonce);
    if (entry) this.#remove(entry);
  }

  /** The way to the host came or went. */
  setLive(live: boolean): void {
    this.#live = live;
    if (live) this.#pump();
  }

  /** The room’s replica now holds everything up to this version: sent messages stand there themselves. */
  arrived(roomId: RoomId, version: number): void {
    for (const entry of this.#waiting) {
      const { sentSeq, message } = entry;
      if (message.roomId === roomId && sentSeq !== undefined && sentSeq <= version) this.#remove(entry);
    }
  }

  close(): void {
    this.#retry?.cancel();
  }

  #pump(): void {
    if (!this.#live) return;
    const busy = new Set<RoomId>();
    for (const entry of this.#waiting) {
      const { message, underWay, sentSeq } = entry;
      if (message.failure !== undefined || sentSeq !== undefined || busy.has(message.roomId)) continue;
      busy.add(message.roomId);
      if (!underWay) void this.#send(entry);
    }
  }

  async #send(entry: Waiting): Promise<void> {
    entry.underWay = true;
    try {
      const message = await this.#o.send(entry.message);
      entry.sentSeq = message.seq;
      this.#changed(message.roomId);
      // The event may have come before the answer.
      this.arrived(message.roomId, this.#o.versionOf(message.roomId));
    } catch (error) {
      const wire =
        error instanceof RequestError
          ? error.wire
          : { kind: 'internal' as const, message: 'It could not be sent.' };
      if (errorKinds[wire.kind].retry) {
        this.#tryLater(wire.retryAfterMs ?? retryMs);
      } else {
        entry.message = { ...entry.message, failure: wire };
        this.#changed(entry.message.roomId);
      }
    } finally {
      entry.underWay = false;
    }
    this.#pumpUnlessWaiting();
  }

  #pumpUnlessWaiting(): void {
    if (!this.#retry) this.#pump();
  }

  #tryLater(delayMs: number): void {
    this.#retry ??= this.#o.clock.after(delayMs, () => {
      this.#retry = undefined;
      this.#pump();
    });
  }

  #find(nonce: string): Waiting | undefined {
    return this.#waiting.find((entry) => entry.message.nonce === nonce);
  }

  #remove(entry: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#changed(entry.message.roomId);
  }

  #changed(roomId: RoomId): void {
    this.#store();
    this.#o.onChange(roomId);
  }

  #store(): void {
    const unsent = this.#waiting.filter((entry) => entry.sentSeq === undefined).map((entry) => entry.message);
    if (unsent.length === 0) this.#o.storage.remove(storageKey);
    else this.#o.storage.save(storageKey, JSON.stringify(unsent));
  }
}
