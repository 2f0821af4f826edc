/** How often a cache could answer, and what it had to let go. */
export interface CacheFigures {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly bytes: number;
  readonly entries: number;
}

interface Entry<Value> {
  value: Value;
  bytes: number;
}

/**
 * A counted cache with a budget in bytes: what was used longest ago goes first when the budget is passed. Values grow
 * in place (a room's tail), so their size is stated again with `resize`.
 */
export class ByteCache<Key, Value> {
  readonly #budgetBytes: number;
  readonly #entries = new Map<Key, Entry<Value>>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get figures(): CacheFigures {
    return {
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      bytes: this.#bytes,
      entries: this.#entries.size,
    };
  }

  /** Counts a hit or a miss and makes the entry the most recently used. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) {
      this.#misses += 1;
      return undefined;
    }
    this.#hits += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Looks without counting and without changing the order of use. */
  peek(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: Key, value: Value, bytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    this.#evict();
  }

  resize(key: Key, bytes: number): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    this.#evict();
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  /** The newest entry stays even when it alone is over the budget. */
  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes <= this.#budgetBytes || this.#entries.size <= 1) return;
      this.#entries.delete(key);
      this.#bytes -= entry.bytes;
      this.#evictions += 1;
    }
  }
}
