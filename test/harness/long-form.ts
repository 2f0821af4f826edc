/**
 * Many proofs have a short form for every check and a long form with more rounds (`npm run test:long`). This is the
 * only place of the tests that asks which one runs.
 */
export const isLong = process.env.HEARTH_LONG === '1';

/** How often something is done in each form. */
export function rounds(forms: { short: number; long: number }): number {
  return isLong ? forms.long : forms.short;
}

/** A promised time: exact in the long form, which has the machine to itself; five times that in the short one. */
export function boundMs(promisedMs: number): number {
  return isLong ? promisedMs : promisedMs * 5;
}
