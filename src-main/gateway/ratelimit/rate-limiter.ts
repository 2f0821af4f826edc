import type { Clock } from '../../../src-shared/base/clock.ts';
import type { RateClass } from '../../../src-shared/protocol/core/define.ts';
import type { Actor } from '../../kernel/actor.ts';

/** `calls` at once; each of them is good again after its share of `windowMs`, so `calls` in `windowMs` go on for ever. */
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

/** Connections of one address that may fail to say a good hello; each is good again after three seconds. */
const failedHelloRate: Rate = { calls: 20, windowMs: 60_000 };

/** Identities remembered at once; beyond that the one quiet for longest is forgotten. */
const identitiesKept = 20_000;
/** No answer asks for a shorter wait: a client that comes back at once only costs both sides. */
const shortestWaitMs = 50;

/**
 * A window that slides with every call (GCRA): for each identity and class one time, at which all of its calls are good
 * again. The identity is the account of the session, or for nobody yet the address (an IPv6 /64 counts as one).
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #goodAgainMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts the call; milliseconds to wait when it is one too many, 0 when it may go on. */
  take(actor: Actor, address: string, rateClass: RateClass): number {
    const isGuest = actor.kind === 'account' && actor.role === 'guest';
    const rate = (isGuest ? guestRates[rateClass] : undefined) ?? memberRates[rateClass];
    const identity = actor.kind === 'account' ? actor.accountId : networkOf(address);
    const key = `${rateClass} ${identity}`;
    const waitMs = this.#waitMs(key, rate);
    if (waitMs === 0) this.#count(key, rate);
    return waitMs;
  }

  /** A connection from there said no good hello. */
  helloFailed(address: string): void {
    const key = helloKey(address);
    // Beyond the bound nothing more is counted: whoever waits as long as told is let in again.
    if (this.#waitMs(key, failedHelloRate) === 0) this.#count(key, failedHelloRate);
  }

  /** Milliseconds until an address whose hellos failed too often may try again; 0: now. */
  helloWaitMs(address: string): number {
    return this.#waitMs(helloKey(address), failedHelloRate);
  }

  #waitMs(key: string, rate: Rate): number {
    const aheadMs = (this.#goodAgainMs.get(key) ?? 0) - this.#clock.monotonic();
    const roomMs = rate.windowMs - rate.windowMs / rate.calls;
    // A millionth of a millisecond is the rounding of many sums, not a call too early.
    if (aheadMs <= roomMs + 1e-6) return 0;
    return Math.max(shortestWaitMs, Math.ceil(aheadMs - roomMs));
  }

  #count(key: string, rate: Rate): void {
    const fromMs = Math.max(this.#goodAgainMs.get(key) ?? 0, this.#clock.monotonic());
    this.#goodAgainMs.delete(key);
    const oldest =
      this.#goodAgainMs.size >= identitiesKept ? this.#goodAgainMs.keys().next().value : undefined;
    if (oldest !== undefined) this.#goodAgainMs.delete(oldest);
    this.#goodAgainMs.set(key, fromMs + rate.windowMs / rate.calls);
  }
}

function helloKey(address: string): string {
  return `hello ${networkOf(address)}`;
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
