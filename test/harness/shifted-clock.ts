import type { Clock, Timer } from '../../src-shared/base/clock.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';

/** The computer's clock, set wrong: the time of day is shifted, what is measured and timed is not. */
export class ShiftedClock implements Clock {
  shiftMs = 0;

  now(): number {
    return systemClock.now() + this.shiftMs;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  after(delayMs: number, run: () => void): Timer {
    return systemClock.after(delayMs, run);
  }

  every(periodMs: number, run: () => void): Timer {
    return systemClock.every(periodMs, run);
  }
}
