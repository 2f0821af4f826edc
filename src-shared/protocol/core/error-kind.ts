/** Closed list of what can go wrong, with its HTTP status, and whether the same request may succeed later unchanged. */
export const errorKinds = {
  /** The input does not fit the schema. */
  bad_request: { status: 400, retry: false },
  /** The operation, protocol version or transport is not one that this host serves. */
  unsupported: { status: 400, retry: false },
  /** No live session behind the token. */
  unauthenticated: { status: 401, retry: false },
  /** Known, and not allowed. */
  forbidden: { status: 403, retry: false },
  /** Not there, or not to be known by the asker: one answer for both. */
  not_found: { status: 404, retry: false },
  /** Taken, or the same nonce with other content. */
  conflict: { status: 409, retry: false },
  /** Was there and never will be again. */
  gone: { status: 410, retry: false },
  too_large: { status: 413, retry: false },
  /** Wait `retryAfterMs`. */
  rate_limited: { status: 429, retry: true },
  /** The host has too much in hand. */
  overloaded: { status: 503, retry: true },
  /** The disk is nearly full or failed a write: reads work, writes do not. */
  read_only: { status: 503, retry: true },
  /** A part of the host is switched off or starting. */
  unavailable: { status: 503, retry: true },
  /** A fault of the host's own; the text never says more. */
  internal: { status: 500, retry: true },
} as const;

export type ErrorKind = keyof typeof errorKinds;

/** The body of a refusal, the same on every transport. */
export interface WireError {
  kind: ErrorKind;
  message: string;
  retryAfterMs?: number;
}
