import type { Clock } from '../../src-shared/base/clock.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';

/** The computer's clock, set wrong: the time of day is shifted, what is measured and timed is not. */
export class ShiftedClock implements Clock {
  shiftMs = 0;
  readonly monotonic = systemClock.monotonic;
  readonly after = systemClock.after;
  readonly every = systemClock.every;

  now(): number {
    return systemClock.now() + this.shiftMs;
  }
}
