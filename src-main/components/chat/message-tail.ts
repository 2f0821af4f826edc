import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import { encodeMessage } from './chat-encoding.ts';
import type { MessageRow, ReactionRow } from './chat-store.ts';

/** A message as memory keeps it: its wire bytes, and what decisions need. */
export interface TailEntry {
  readonly seq: number;
  readonly version: number;
  readonly senderId: AccountId;
  readonly createdAtMs: number;
  readonly deleted: boolean;
  readonly bytes: Buffer;
  /** Only of messages that have some: `mine` and the next reaction need all accounts, the bytes name 50. */
  readonly reactions: readonly ReactionRow[];
}

/** One for all: nearly every message has none. */
const noReactions: readonly ReactionRow[] = [];

export function toTailEntry(roomId: RoomId, row: MessageRow): TailEntry {
  return {
    seq: row.seq,
    version: row.version,
    senderId: row.senderId,
    createdAtMs: row.createdAtMs,
    deleted: row.deleted,
    bytes: Buffer.from(encodeMessage(roomId, row)),
    reactions: row.reactions.length === 0 ? noReactions : row.reactions,
  };
}

/** Messages that a tail holds at the most. */
export const tailMessages = 100;

/** Bytes of bookkeeping that an entry costs beside its wire bytes. */
const entryOverheadBytes = 200;

/** The newest messages of a room in seq order, as encoded bytes. */
export class MessageTail {
  #entries: TailEntry[];
  /** False when the tail reaches back to the room's first message. */
  #hasBefore: boolean;
  #bytes: number;

  constructor(entries: readonly TailEntry[], hasBefore: boolean) {
    this.#entries = [...entries];
    this.#hasBefore = hasBefore;
    this.#bytes = entries.reduce((total, entry) => total + entry.bytes.length + entryOverheadBytes, 0);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get entries(): readonly TailEntry[] {
    return this.#entries;
  }

  get hasBefore(): boolean {
    return this.#hasBefore;
  }

  get firstSeq(): number {
    return this.#entries[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  }

  append(entry: TailEntry): void {
    this.#entries.push(entry);
    this.#bytes += entry.bytes.length + entryOverheadBytes;
    // Trimmed in steps, so that a busy room does not move a hundred entries for each message.
    if (this.#entries.length >= tailMessages + 28) this.#trim();
  }

  /** Puts a changed message in the place of what it was; nothing to do when the tail does not hold it. */
  replace(entry: TailEntry): void {
    const index = this.indexOf(entry.seq);
    const old = this.#entries[index];
    if (old?.seq !== entry.seq) return;
    this.#entries[index] = entry;
    this.#bytes += entry.bytes.length - old.bytes.length;
  }

  find(seq: number): TailEntry | undefined {
    const entry = this.#entries[this.indexOf(seq)];
    return entry?.seq === seq ? entry : undefined;
  }

  /** Index of the first entry with a seq of at least `seq`. */
  indexOf(seq: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(): void {
    const dropped = this.#entries.splice(0, this.#entries.length - tailMessages);
    for (const entry of dropped) this.#bytes -= entry.bytes.length + entryOverheadBytes;
    this.#hasBefore = true;
  }
}
