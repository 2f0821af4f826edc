import type { Clock, Timer } from '../../src-shared/base/clock.ts';

interface Due extends Timer {
  atMs: number;
  readonly periodMs: number | undefined;
  readonly run: () => void;
}

/** Time that stands still until a test moves it; timers run in order while it moves. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Due>();

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.#add(delayMs, undefined, run);
  }

  every(periodMs: number, run: () => void): Timer {
    return this.#add(periodMs, periodMs, run);
  }

  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      if (next.periodMs === undefined) this.#timers.delete(next);
      else next.atMs += next.periodMs;
      next.run();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number): Due | undefined {
    let first: Due | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= untilMs && (!first || timer.atMs < first.atMs)) first = timer;
    }
    return first;
  }

  #add(delayMs: number, periodMs: number | undefined, run: () => void): Timer {
    const due: Due = {
      atMs: this.#nowMs + delayMs,
      periodMs,
      run,
      cancel: () => void this.#timers.delete(due),
    };
    this.#timers.add(due);
    return due;
  }
}
