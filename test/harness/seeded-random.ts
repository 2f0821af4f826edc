import type { TestContext } from 'node:test';

/** Numbers that a run can be repeated with. */
export interface SeededRandom {
  readonly seed: number;
  /** A fraction from 0 up to 1. */
  readonly next: () => number;
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** A small generator (mulberry32). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    seed,
    next,
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
  };
}

/** A new seed for each run, printed; HEARTH_SEED repeats one. */
export function runRandom(context: TestContext): SeededRandom {
  const seed = Number(process.env.HEARTH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  context.diagnostic(`HEARTH_SEED=${seed}`);
  return seededRandom(seed);
}
