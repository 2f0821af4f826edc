/** A string that only the part that made it may take for a plain one. Ids are opaque: never parse, never sort by them. */
declare const brand: unique symbol;
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type AccountId = Branded<'AccountId'>;
export type DeviceId = Branded<'DeviceId'>;
export type SessionId = Branded<'SessionId'>;
export type ConnectionId = Branded<'ConnectionId'>;
export type WorkspaceId = Branded<'WorkspaceId'>;
export type RoomId = Branded<'RoomId'>;
export type Epoch = Branded<'Epoch'>;

/** Characters of an id: lower-case base32 without look-alikes, so that an id survives being read aloud. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz234567890'.slice(0, 32);

/** Bits of chance in a made id: 20 characters of 5 bits. */
export const idCharacters = 20;

/** Makes an opaque id from `idCharacters` random bytes (one byte a character, its low five bits count). */
export function makeId<Id extends string>(randomBytes: (count: number) => Uint8Array): Id {
  // One flat string: one put together letter by letter would keep a chain of its beginnings in memory.
  const codes: number[] = [];
  for (const byte of randomBytes(idCharacters)) codes.push(alphabet.charCodeAt(byte & 31));
  return String.fromCharCode(...codes) as Id;
}
