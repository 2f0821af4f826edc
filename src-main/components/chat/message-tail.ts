import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import { encodeMessage } from './chat-encoding.ts';
import type { MessageRow, ReactionRow } from './chat-store.ts';

/** A message on its way into memory: its wire bytes, and what decisions need. */
export interface TailEntry {
  readonly seq: number;
  readonly version: number;
  readonly senderId: AccountId;
  readonly deleted: boolean;
  readonly bytes: Buffer;
  /** Only of messages that have some: `mine` and the next reaction need all accounts, the bytes name 50. */
  readonly reactions: readonly ReactionRow[];
}

/** What a tail keeps of it. */
type KeptEntry = Omit<TailEntry, 'version'>;

/** One for all: nearly every message has none. */
const noReactions: readonly ReactionRow[] = [];

export function toTailEntry(roomId: RoomId, row: MessageRow): TailEntry {
  return {
    seq: row.seq,
    version: row.version,
    senderId: row.senderId,
    deleted: row.deleted,
    bytes: Buffer.from(encodeMessage(roomId, row)),
    reactions: row.reactions.length === 0 ? noReactions : row.reactions,
  };
}

/** Messages that a tail holds at the most. */
export const tailMessages = 100;
/** Trimmed in steps, so that a busy room does not move a hundred messages for each new one. */
const trimStep = 60;
/** Room of a growing tail: for about as many messages as come before the next trim. */
const growth = 1.6;

/** Memory that a message costs beside its wire bytes: place, seq and sender. */
const messageOverheadBytes = 24;
/** Memory of a tail itself. */
const tailOverheadBytes = 600;

const comma = 0x2c;

/**
 * The newest messages of a room in seq order: their wire bytes in one buffer, parted by commas, so that a page is a
 * piece of it. Bytes once written stay as they are, since pages point at them; a change moves all to a new buffer.
 */
export class MessageTail {
  #packed: Buffer = Buffer.alloc(0);
  #usedBytes = 0;
  /** Where each message begins in `#packed`; it ends one byte before the next. */
  #starts: number[] = [];
  #seqs: number[] = [];
  #senders: AccountId[] = [];
  #deleted: Set<number> | undefined;
  #reactions: Map<number, readonly ReactionRow[]> | undefined;
  /** False when the tail reaches back to the room's first message. */
  #hasBefore: boolean;

  constructor(entries: readonly TailEntry[], hasBefore: boolean) {
    this.#hasBefore = hasBefore;
    this.#pack(entries);
  }

  /** Memory that the tail takes. */
  get bytes(): number {
    return this.#packed.length + this.length * messageOverheadBytes + tailOverheadBytes;
  }

  get length(): number {
    return this.#starts.length;
  }

  get hasBefore(): boolean {
    return this.#hasBefore;
  }

  get firstSeq(): number {
    return this.#seqs[0] ?? Number.MAX_SAFE_INTEGER;
  }

  append(entry: TailEntry): void {
    if (this.length + 1 >= tailMessages + trimStep) {
      const kept = [...this.#entries(this.length + 1 - tailMessages), entry];
      this.#pack(kept, growth);
      this.#hasBefore = true;
      return;
    }
    const neededBytes = this.#usedBytes + 1 + entry.bytes.length;
    if (neededBytes > this.#packed.length) {
      const larger = Buffer.allocUnsafeSlow(Math.ceil(neededBytes * growth));
      this.#packed.copy(larger, 0, 0, this.#usedBytes);
      this.#packed = larger;
    }
    this.#put(entry);
  }

  /** Puts a changed message in the place of what it was; nothing to do when the tail does not hold it. */
  replace(entry: TailEntry): void {
    if (this.#seqs[this.indexOf(entry.seq)] !== entry.seq) return;
    this.#pack(this.#entries(0).map((kept) => (kept.seq === entry.seq ? entry : kept)));
  }

  /** Index of the first message with a seq of at least `seq`. */
  indexOf(seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seqs[middle] ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Wire bytes of the messages from index `start` to before `end`, parted by commas. Nobody may change them. */
  slice(start: number, end: number): Buffer {
    if (start >= end) return this.#packed.subarray(0, 0);
    return this.#packed.subarray(this.#starts[start], this.#endOf(end - 1));
  }

  /** The reactions of those messages that have some. */
  reactedIn(start: number, end: number): { seq: number; reactions: readonly ReactionRow[] }[] {
    if (!this.#reactions) return [];
    return this.#entries(start, end).filter((entry) => entry.reactions.length > 0);
  }

  #endOf(index: number): number {
    const next = this.#starts[index + 1];
    return next === undefined ? this.#usedBytes : next - 1;
  }

  #entries(start: number, end = this.length): KeptEntry[] {
    return this.#seqs.slice(start, end).map((seq, offset) => ({
      seq,
      senderId: this.#senders[start + offset] ?? ('' as AccountId),
      deleted: this.#deleted?.has(seq) ?? false,
      bytes: this.slice(start + offset, start + offset + 1),
      reactions: this.#reactions?.get(seq) ?? noReactions,
    }));
  }

  /** Writes all anew: exactly as large as it must be, since most rooms rest, unless `room` times that is wanted. */
  #pack(entries: readonly KeptEntry[], room = 1): void {
    const bytes = entries.reduce((total, entry) => total + entry.bytes.length + 1, 0);
    const packed = Buffer.allocUnsafeSlow(Math.ceil(Math.max(0, bytes - 1) * room));
    let used = -1;
    this.#starts = entries.map((entry) => {
      if (used >= 0) packed[used] = comma;
      const start = used + 1;
      used = start + entry.bytes.copy(packed, start);
      return start;
    });
    this.#packed = packed;
    this.#usedBytes = Math.max(0, used);
    this.#seqs = entries.map((entry) => entry.seq);
    this.#senders = entries.map((entry) => entry.senderId);
    this.#deleted = undefined;
    this.#reactions = undefined;
    for (const entry of entries) this.#mark(entry);
  }

  #put(entry: KeptEntry): void {
    if (this.length > 0) {
      this.#packed[this.#usedBytes] = comma;
      this.#usedBytes += 1;
    }
    this.#starts.push(this.#usedBytes);
    this.#seqs.push(entry.seq);
    this.#senders.push(entry.senderId);
    this.#usedBytes += entry.bytes.copy(this.#packed, this.#usedBytes);
    this.#mark(entry);
  }

  /** What only few messages have. */
  #mark(entry: KeptEntry): void {
    if (entry.deleted) (this.#deleted ??= new Set()).add(entry.seq);
    if (entry.reactions.length > 0) (this.#reactions ??= new Map()).set(entry.seq, entry.reactions);
  }
}
