/** A timer that can be called off; calling it off twice is fine. */
export interface Timer {
  cancel(): void;
}

/** Time, injected so that tests can move it. */
export interface Clock {
  /** Wall time in milliseconds since 1970; may jump in both directions, so no order may rest on it. */
  now(): number;
  /** Milliseconds that only ever rise; for limits, heartbeats and measuring. */
  monotonic(): number;
  /** Calls `run` once, `delayMs` from now at the earliest. */
  after(delayMs: number, run: () => void): Timer;
  /** Calls `run` every `periodMs` until cancelled. */
  every(periodMs: number, run: () => void): Timer;
}
