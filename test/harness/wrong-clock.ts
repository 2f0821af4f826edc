import type { Clock, Timer } from '../../src-shared/base/clock.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';

/** The computer's clock set wrong by `shiftMs`, and `waitedMs` of waiting done in no time. */
export class WrongClock implements Clock {
  shiftMs = 0;
  waitedMs = 0;

  now(): number {
    return systemClock.now() + this.shiftMs + this.waitedMs;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.waitedMs;
  }

  after(delayMs: number, run: () => void): Timer {
    return systemClock.after(delayMs, run);
  }

  every(periodMs: number, run: () => void): Timer {
    return systemClock.every(periodMs, run);
  }
}
