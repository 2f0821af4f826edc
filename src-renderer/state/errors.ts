import { RequestError } from '../../src-shared/client/contract.ts';

/** What went wrong, in the host’s words or ours. */
export function sentenceFor(error: unknown): string {
  if (error instanceof RequestError) {
    return error.wire.kind === 'unavailable'
      ? 'The host cannot be reached right now. Try again in a moment.'
      : error.wire.message;
  }
  return 'Something went wrong in this window. Reload it and try again.';
}

/** The free name that the host suggests when the wanted one is taken. */
export function freeNameIn(error: unknown): string | undefined {
  if (!(error instanceof RequestError) || error.wire.kind !== 'conflict') return undefined;
  return /“([^“”]+)” is free\.$/.exec(error.wire.message)?.[1];
}
