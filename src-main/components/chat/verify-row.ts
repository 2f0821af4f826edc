import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { ReadDatabase } from '../../store/define-store.ts';

interface Recount {
  room_id: RoomId;
  version: number;
  floor: number;
  last_seq: number;
  member_count: number;
  settings_version: number;
  highest: number;
  newest_seq: number;
  members: number;
  versions: number;
  distinct_versions: number;
}

/**
 * Recounts each room from its rows. Versions may have holes where a row changed again later (only its newest version
 * stands), but none may stand twice and none above the room's counter.
 */
export function verifyRooms(database: ReadDatabase): string[] {
  const rooms = database.prepare<Recount>(`
    WITH versions (room_key, version) AS (
      SELECT room_key, version FROM messages
      UNION ALL SELECT room_key, version FROM members
      UNION ALL SELECT room_key, settings_version FROM rooms
    ),
    counted AS (
      SELECT room_key, count(*) AS versions, count(DISTINCT version) AS distinct_versions, max(version) AS highest
        FROM versions GROUP BY room_key
    )
    SELECT room_id, rooms.version AS version, floor, last_seq, member_count, settings_version,
           counted.versions, counted.distinct_versions, counted.highest,
           coalesce((SELECT max(seq) FROM messages WHERE messages.room_key = rooms.room_key), 0) AS newest_seq,
           (SELECT count(*) FROM members WHERE members.room_key = rooms.room_key AND has_left = 0) AS members
      FROM rooms JOIN counted USING (room_key)`);
  const found: string[] = [];
  for (const room of rooms.iterate()) {
    const name = `Room ${room.room_id}`;
    if (room.highest > room.version) {
      found.push(`${name} states version ${room.version} but holds a change with version ${room.highest}.`);
    }
    if (room.newest_seq > room.last_seq) {
      found.push(`${name} states its newest message as ${room.last_seq} but holds ${room.newest_seq}.`);
    }
    if (room.members !== room.member_count) {
      found.push(`${name} states ${room.member_count} members but holds ${room.members}.`);
    }
    if (room.versions !== room.distinct_versions) {
      found.push(`${name} holds ${room.versions - room.distinct_versions} versions twice.`);
    }
  }
  const stray = database.prepare<{ total: number }>(
    'SELECT count(*) AS total FROM reactions r LEFT JOIN messages m ON m.room_key = r.room_key AND m.seq = r.seq WHERE m.seq IS NULL OR m.deleted = 1',
  );
  const total = stray.get()?.total ?? 0;
  if (total > 0) found.push(`${total} reactions stand on messages that are not there.`);
  return found;
}
