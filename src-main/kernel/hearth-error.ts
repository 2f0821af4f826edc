import type { ErrorKind, WireError } from '../../src-shared/protocol/core/error-kind.ts';

/**
 * An expected refusal, returned by handlers and store functions as a value. `message` is one plain sentence for a
 * person; it holds no secret and no internal text.
 */
export class Refusal {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly retryAfterMs: number | undefined;

  constructor(kind: ErrorKind, message: string, retryAfterMs?: number) {
    this.kind = kind;
    this.message = message;
    this.retryAfterMs = retryAfterMs;
  }

  toWire(): WireError {
    return this.retryAfterMs === undefined
      ? { kind: this.kind, message: this.message }
      : { kind: this.kind, message: this.message, retryAfterMs: this.retryAfterMs };
  }
}

export function refuse(kind: ErrorKind, message: string, retryAfterMs?: number): Refusal {
  return new Refusal(kind, message, retryAfterMs);
}

/** A broken world or a bug: thrown, logged once where it stops, answered with its kind and a fixed sentence. */
export class HearthError extends Error {
  override readonly name = 'HearthError';
  readonly kind: ErrorKind;
  readonly level: 'info' | 'warn' | 'error';

  constructor(
    kind: ErrorKind,
    message: string,
    options?: { cause?: unknown; level?: 'info' | 'warn' | 'error' },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.level = options?.level ?? 'error';
  }
}

/** Ends the program with a plain sentence and an exit code instead of a stack: wrong flags, port taken, folder taken. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: { cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = exitCode;
  }
}

/** 0 done, 2 wrong usage, 3 port or folder taken, 4 data damaged or from a newer version, 1 anything else. */
export const exitCodes = { done: 0, failed: 1, usage: 2, taken: 3, data: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
