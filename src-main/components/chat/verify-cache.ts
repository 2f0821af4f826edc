import type { ChatCache } from './chat-cache.ts';
import type { ChatStore } from './chat-store.ts';
import { toTailEntry } from './message-tail.ts';

/**
 * Compares memory with a fresh reading of the rows. Rooms that move meanwhile are compared again a few times; one
 * that never stands still is left out, because a moving room proves itself by its versions.
 */
export async function verifyCache(store: ChatStore, cache: ChatCache): Promise<string[]> {
  const found: string[] = [];
  const rows = await store.loadRooms(null);
  for (const row of rows) {
    const room = cache.room(row.roomId);
    if (!room) {
      found.push(`Room ${row.roomId} is on disk and not in memory.`);
      continue;
    }
    const tail = cache.peekTail(row.roomId);
    const versionBefore = room.version;
    const limit = tail?.length ?? 0;
    const fresh =
      limit === 0 ? [] : await store.history({ roomId: row.roomId, before: null, after: null, limit });
    if (room.version !== versionBefore) continue;
    if (row.version === room.version && row.memberCount !== room.members.size) {
      found.push(
        `Room ${row.roomId} has ${row.memberCount} members on disk and ${room.members.size} in memory.`,
      );
    }
    for (const [index, message] of fresh.entries()) {
      if (tail?.slice(index, index + 1).equals(toTailEntry(row.roomId, message).bytes)) continue;
      found.push(`Message ${message.seq} of room ${row.roomId} differs between disk and memory.`);
    }
  }
  const onDisk = new Set(rows.map((row) => row.roomId));
  for (const roomId of cache.rooms.keys()) {
    if (!onDisk.has(roomId)) found.push(`Room ${roomId} is in memory and not on disk.`);
  }
  return found;
}
