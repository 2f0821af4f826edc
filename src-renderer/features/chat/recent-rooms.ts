import type { RoomId } from '../../../src-shared/base/ids.ts';
import { browserStorage } from '../../state/browser-client.ts';

const storageKey = 'hearth.recentRooms';
const mostKept = 20;

/** Rooms in the order in which they were opened last, on this device. */
export function recentRooms(): readonly RoomId[] {
  try {
    const kept: unknown = JSON.parse(browserStorage.load(storageKey) ?? '[]');
    return Array.isArray(kept) ? (kept.filter((id) => typeof id === 'string') as RoomId[]) : [];
  } catch {
    // Edited by hand; begin anew.
    return [];
  }
}

export function rememberRoom(roomId: RoomId): void {
  const others = recentRooms().filter((other) => other !== roomId);
  browserStorage.save(storageKey, JSON.stringify([roomId, ...others].slice(0, mostKept)));
}
