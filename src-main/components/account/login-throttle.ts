import type { Clock } from '../../../src-shared/base/clock.ts';

/** Wrong passwords that cost nothing, then a wait that doubles up to five minutes; never more than 30 checks an hour. */
const freeFailures = 5;
const firstWaitMs = 1000;
const longestWaitMs = 5 * 60_000;
const checksAnHour = 30;
const hourMs = 3_600_000;
/** Names remembered at once; the oldest is forgotten first. */
const namesKept = 10_000;

interface Failures {
  count: number;
  blockedUntilMs: number;
  checks: number[];
}

/** Slows down guessing of one account’s password. A known device of the account has a count of its own. */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #names = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a check that is about to be made; milliseconds to wait when it may not. */
  begin(name: string): number {
    const nowMs = this.#clock.monotonic();
    const failures = this.#names.get(name) ?? { count: 0, blockedUntilMs: 0, checks: [] };
    failures.checks = failures.checks.filter((atMs) => nowMs - atMs < hourMs);
    if (nowMs < failures.blockedUntilMs) return failures.blockedUntilMs - nowMs;
    const [oldest] = failures.checks;
    if (failures.checks.length >= checksAnHour && oldest !== undefined) return oldest + hourMs - nowMs;
    failures.checks.push(nowMs);
    this.#names.delete(name);
    this.#names.set(name, failures);
    const first = this.#names.keys().next().value;
    if (this.#names.size > namesKept && first !== undefined) this.#names.delete(first);
    return 0;
  }

  failed(name: string): void {
    const failures = this.#names.get(name);
    if (!failures) return;
    failures.count += 1;
    if (failures.count < freeFailures) return;
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures.count - freeFailures));
    failures.blockedUntilMs = this.#clock.monotonic() + waitMs;
  }

  succeeded(name: string): void {
    this.#names.delete(name);
  }
}
