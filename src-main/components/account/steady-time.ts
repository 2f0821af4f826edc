import type { Clock } from '../../../src-shared/base/clock.ts';

/**
 * Wall time that never goes back and never jumps while the host runs: it starts at the later of the clock and the
 * highest time stored, and goes on with the monotonic clock. A clock set back makes no dead token live again, one set
 * forward ends no session (PROMISES P15).
 */
export class SteadyTime {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #startMonotonicMs: number;

  constructor(clock: Clock, highestTimeMs: number) {
    this.#clock = clock;
    this.#startMs = Math.max(clock.now(), highestTimeMs);
    this.#startMonotonicMs = clock.monotonic();
  }

  now(): number {
    return Math.round(this.#startMs + this.#clock.monotonic() - this.#startMonotonicMs);
  }
}
