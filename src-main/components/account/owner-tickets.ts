import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { SessionScope } from './account-store.ts';

const desktopTicketMs = 60_000;
/** Tickets of the desktop window that wait to be used; the oldest goes first. */
const ticketsKept = 8;
/** Wrong codes until a new one is made: eight characters of chance leave nothing to guess in so few tries. */
const wrongCodesAllowed = 20;

/** One-time proofs that the bearer sits at the host itself. */
export class OwnerTickets {
  readonly #clock: Clock;
  readonly #randomBytes: (count: number) => Uint8Array;
  #desktop: { ticket: string; scope: SessionScope; untilMs: number }[] = [];
  #claimCode: string | undefined;
  #wrongCodes = 0;

  constructor(clock: Clock, randomBytes: (count: number) => Uint8Array) {
    this.#clock = clock;
    this.#randomBytes = randomBytes;
  }

  /** For a window of the desktop app, over IPC; good once, for a minute. `chat` gives no power over the host. */
  issueForDesktop(scope: SessionScope): string {
    const ticket = this.#make(32);
    const untilMs = this.#clock.monotonic() + desktopTicketMs;
    this.#desktop = [...this.#desktop, { ticket, scope, untilMs }].slice(-ticketsKept);
    return ticket;
  }

  /** For the host’s own terminal; the same until it is used. */
  claimCode(): string {
    this.#claimCode ??= this.#make(16);
    return this.#claimCode;
  }

  /** What a good ticket is good for, once. */
  redeem(ticket: string): SessionScope | undefined {
    const nowMs = this.#clock.monotonic();
    const good = this.#desktop.find((issued) => issued.untilMs > nowMs && isSame(issued.ticket, ticket));
    if (!good) return undefined;
    this.#desktop = this.#desktop.filter((issued) => issued !== good);
    return good.scope;
  }

  /** True once for the claim code, or for a ticket of the desktop’s window. */
  redeemClaim(code: string): boolean {
    if (this.redeem(code) === 'account') return true;
    if (this.#claimCode !== undefined && isSame(this.#claimCode, code)) {
      this.#claimCode = undefined;
      return true;
    }
    this.#wrongCodes += 1;
    if (this.#wrongCodes >= wrongCodesAllowed) {
      this.#wrongCodes = 0;
      this.#claimCode = undefined;
    }
    return false;
  }

  #make(bytes: number): string {
    return Buffer.from(this.#randomBytes(bytes)).toString('base64url');
  }
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
