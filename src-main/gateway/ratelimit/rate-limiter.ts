import type { Clock } from '../../../src-shared/base/clock.ts';
import type { RateClass } from '../../../src-shared/protocol/core/define.ts';
import type { Actor } from '../../kernel/actor.ts';

/** At most `calls` in any `windowMs`. */
export interface Rate {
  readonly calls: number;
  readonly windowMs: number;
}

/** Starting values: PROMISES section 7. */
const memberRates: Readonly<Record<RateClass, Rate>> = {
  message: { calls: 10, windowMs: 3_333 },
  read: { calls: 300, windowMs: 10_000 },
  write: { calls: 60, windowMs: 30_000 },
  typing: { calls: 60, windowMs: 10_000 },
  search: { calls: 20, windowMs: 10_000 },
  signIn: { calls: 20, windowMs: 60_000 },
  admin: { calls: 300, windowMs: 60_000 },
};

const guestRates: Readonly<Partial<Record<RateClass, Rate>>> = {
  message: { calls: 5, windowMs: 5_000 },
};

/** Identities remembered at once; beyond that the one quiet for longest is forgotten. */
const identitiesKept = 20_000;

interface Window {
  startedMs: number;
  calls: number;
  previousCalls: number;
}

/**
 * A sliding window over two fixed ones, for each identity and class: the account of the session, or for nobody yet
 * the address (an IPv6 /64 counts as one).
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts the call; milliseconds to wait when it is one too many, 0 when it may go on. */
  take(actor: Actor, address: string, rateClass: RateClass): number {
    const isGuest = actor.kind === 'account' && actor.role === 'guest';
    const rate = (isGuest ? guestRates[rateClass] : undefined) ?? memberRates[rateClass];
    const identity = actor.kind === 'account' ? actor.accountId : networkOf(address);
    const key = `${rateClass} ${identity}`;
    const nowMs = this.#clock.monotonic();
    const window = this.#window(key, nowMs, rate);
    const share = 1 - (nowMs - window.startedMs) / rate.windowMs;
    const used = window.calls + window.previousCalls * share;
    if (used + 1 <= rate.calls + 1e-9) {
      window.calls += 1;
      return 0;
    }
    return Math.max(50, Math.ceil(waitMs(window, rate, nowMs)));
  }

  #window(key: string, nowMs: number, rate: Rate): Window {
    let window = this.#windows.get(key);
    if (window) {
      this.#windows.delete(key);
    } else {
      window = { startedMs: nowMs, calls: 0, previousCalls: 0 };
      const oldest = this.#windows.size >= identitiesKept ? this.#windows.keys().next().value : undefined;
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    this.#windows.set(key, window);
    const passed = Math.floor((nowMs - window.startedMs) / rate.windowMs);
    if (passed > 0) {
      window.previousCalls = passed === 1 ? window.calls : 0;
      window.calls = 0;
      window.startedMs += passed * rate.windowMs;
    }
    return window;
  }
}

/** Time until one more call fits, with nothing else called meanwhile. */
function waitMs(window: Window, rate: Rate, nowMs: number): number {
  const left = window.startedMs + rate.windowMs - nowMs;
  const mustFade = window.calls + 1 + window.previousCalls * (left / rate.windowMs) - rate.calls;
  if (window.previousCalls > 0 && window.calls + 1 <= rate.calls) {
    return Math.min(left, (mustFade / window.previousCalls) * rate.windowMs);
  }
  return left + ((window.calls + 1 - rate.calls) / Math.max(1, window.calls)) * rate.windowMs;
}

/** The part of an address that stands for one customer: all of IPv4, the first 64 bits of IPv6. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - after.length }, () => '0');
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
