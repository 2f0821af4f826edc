import type { RoomId } from '../../../src-shared/base/ids.ts';

/** A message, and how many pixels below the top of the list it stood. */
export interface Place {
  readonly seq: number;
  readonly top: number;
}

/** Rooms whose place is remembered at once; the one left longest ago is forgotten first. */
const mostRooms = 100;
const places = new Map<RoomId, Place>();

/** Where the reader was in a room, until the page goes; nothing for a room that was left at its end. */
export function rememberPlace(roomId: RoomId, place: Place | undefined): void {
  places.delete(roomId);
  if (!place) return;
  places.set(roomId, place);
  const [oldest] = places.keys();
  if (places.size > mostRooms && oldest !== undefined) places.delete(oldest);
}

export function placeIn(roomId: RoomId): Place | undefined {
  return places.get(roomId);
}
