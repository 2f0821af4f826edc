import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src-shared/base/clock.ts';

const desktopTicketMs = 60_000;
/** Tickets of the desktop window that wait to be used; the oldest goes first. */
const ticketsKept = 8;
/** Wrong codes until a new one is made: eight characters of chance leave nothing to guess in so few tries. */
const wrongCodesAllowed = 20;

/** One-time proofs that the bearer sits at the host itself. */
export class OwnerTickets {
  readonly #clock: Clock;
  readonly #randomBytes: (count: number) => Uint8Array;
  #desktop: { ticket: string; untilMs: number }[] = [];
  #claimCode: string | undefined;
  #wrongCodes = 0;

  constructor(clock: Clock, randomBytes: (count: number) => Uint8Array) {
    this.#clock = clock;
    this.#randomBytes = randomBytes;
  }

  /** For the desktop’s own window, over IPC; good once, for a minute. */
  issueForDesktop(): string {
    const ticket = this.#make(32);
    const untilMs = this.#clock.monotonic() + desktopTicketMs;
    this.#desktop = [...this.#desktop, { ticket, untilMs }].slice(-ticketsKept);
    return ticket;
  }

  /** For the host’s own terminal; the same until it is used. */
  claimCode(): string {
    this.#claimCode ??= this.#make(16);
    return this.#claimCode;
  }

  /** True once for a good ticket. */
  redeem(ticket: string): boolean {
    const nowMs = this.#clock.monotonic();
    const good = this.#desktop.find((issued) => issued.untilMs > nowMs && isSame(issued.ticket, ticket));
    if (!good) return false;
    this.#desktop = this.#desktop.filter((issued) => issued !== good);
    return true;
  }

  /** True once for the claim code, or for a ticket of the desktop’s window. */
  redeemClaim(code: string): boolean {
    if (this.redeem(code)) return true;
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
