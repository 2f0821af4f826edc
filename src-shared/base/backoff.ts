export interface BackoffLimits {
  firstMs: number;
  maxMs: number;
}

/**
 * Delay before attempt number `attempt` (0 first): doubling up to a ceiling, with full jitter, so that a room of
 * clients does not return in one herd. Source: "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export function backoffDelayMs(attempt: number, limits: BackoffLimits, random: () => number): number {
  const ceilingMs = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceilingMs * (0.5 + random() / 2));
}
