import type { Clock } from '../../../src-shared/base/clock.ts';

/** Wrong passwords that cost nothing, then a wait that doubles up to five minutes; never more than 30 checks an hour. */
const freeFailures = 5;
const firstWaitMs = 1000;
const longestWaitMs = 5 * 60_000;
const checksAnHour = 30;
const hourMs = 3_600_000;
/** Names of nobody that are remembered at once; the oldest is forgotten first. */
const strangersKept = 10_000;

interface Failures {
  count: number;
  blockedUntilMs: number;
  checks: number[];
}

/** Whether an account has the name: what is known of accounts is never pushed out by names that nobody has. */
interface Standing {
  readonly isAccount: boolean;
}

/** Slows down guessing of one account’s password. A known device of the account has a count of its own. */
export class LoginThrottle {
  readonly #clock: Clock;
  /** At most two for each account, for an hour after the last failure. */
  readonly #accounts = new Map<string, Failures>();
  readonly #strangers = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a check that is about to be made; milliseconds to wait when it may not. */
  begin(name: string, standing: Standing): number {
    const nowMs = this.#clock.monotonic();
    const names = this.#names(standing);
    const failures = names.get(name) ?? { count: 0, blockedUntilMs: 0, checks: [] };
    failures.checks = failures.checks.filter((atMs) => nowMs - atMs < hourMs);
    if (nowMs < failures.blockedUntilMs) return failures.blockedUntilMs - nowMs;
    const [oldest] = failures.checks;
    if (failures.checks.length >= checksAnHour && oldest !== undefined) return oldest + hourMs - nowMs;
    failures.checks.push(nowMs);
    names.delete(name);
    names.set(name, failures);
    this.#forget(names, standing, nowMs);
    return 0;
  }

  failed(name: string, standing: Standing): void {
    const failures = this.#names(standing).get(name);
    if (!failures) return;
    failures.count += 1;
    if (failures.count < freeFailures) return;
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (failures.count - freeFailures));
    failures.blockedUntilMs = this.#clock.monotonic() + waitMs;
  }

  succeeded(name: string, standing: Standing): void {
    this.#names(standing).delete(name);
  }

  #names({ isAccount }: Standing): Map<string, Failures> {
    return isAccount ? this.#accounts : this.#strangers;
  }

  /** In the order of the last check: names of nobody by number, those of accounts when their hour is over. */
  #forget(names: Map<string, Failures>, { isAccount }: Standing, nowMs: number): void {
    const [oldest] = names;
    if (!oldest) return;
    const [name, { checks }] = oldest;
    const isOver = isAccount ? nowMs - (checks.at(-1) ?? 0) >= hourMs : names.size > strangersKept;
    if (isOver) names.delete(name);
  }
}
