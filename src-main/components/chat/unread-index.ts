import type { AccountId } from '../../../src-shared/base/ids.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';

/** Undeleted messages of a room in rising seq, from `completeFrom` (exclusive) on: what unread counts are computed from. */
export class UnreadIndex {
  #seqs: number[];
  #senders: AccountId[];
  #completeFrom: number;
  readonly #keep: number;

  constructor(options: { seqs: readonly number[]; senders: readonly AccountId[]; reachesStart: boolean }) {
    this.#seqs = [...options.seqs];
    this.#senders = [...options.senders];
    this.#completeFrom = options.reachesStart ? 0 : (options.seqs[0] ?? 1) - 1;
    this.#keep = Math.max(limits.unreadCount + 200, options.seqs.length);
  }

  get length(): number {
    return this.#seqs.length;
  }

  append(seq: number, sender: AccountId): void {
    this.#seqs.push(seq);
    this.#senders.push(sender);
    if (this.#seqs.length < this.#keep * 2) return;
    const drop = this.#seqs.length - this.#keep;
    this.#completeFrom = this.#seqs[drop - 1] ?? this.#completeFrom;
    this.#seqs = this.#seqs.slice(drop);
    this.#senders = this.#senders.slice(drop);
  }

  remove(seq: number): void {
    const index = this.#firstAbove(seq - 1);
    if (this.#seqs[index] !== seq) return;
    this.#seqs.splice(index, 1);
    this.#senders.splice(index, 1);
  }

  /**
   * Undeleted messages of others above `readSeq`, exact to 999. Undefined when this index does not reach back far
   * enough to tell: load a deeper one.
   */
  count(readSeq: number, reader: AccountId): number | undefined {
    let others = 0;
    for (let index = this.#seqs.length - 1; index >= 0; index -= 1) {
      if ((this.#seqs[index] ?? 0) <= readSeq) return others;
      if (this.#senders[index] === reader) continue;
      others += 1;
      if (others >= limits.unreadCount) return limits.unreadCount;
    }
    return readSeq >= this.#completeFrom ? others : undefined;
  }

  #firstAbove(seq: number): number {
    let low = 0;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#seqs[middle] ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
