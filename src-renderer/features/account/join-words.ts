import type { HostInfo } from '../../../src-shared/protocol/system/operations.ts';

/** Names said in full; the others are a number. */
const namesSaid = 2;

/** “Ana, Bo and 12 more are here”. */
export function hereWords(here: NonNullable<HostInfo['here']>): string {
  const names = here.names.slice(0, namesSaid);
  const [first, second] = names;
  if (first === undefined) return 'Nobody is here right now. Be the first.';
  const more = here.count - names.length;
  if (second === undefined) return more > 0 ? `${first} and ${more} more are here` : `${first} is here`;
  return more > 0 ? `${first}, ${second} and ${more} more are here` : `${first} and ${second} are here`;
}
