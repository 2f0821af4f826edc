import path from 'node:path';
import Database from 'better-sqlite3';
import type { Placed } from './history-checker.ts';

/** Texts by seq as they stand on disk, read without the host. */
export function messagesOnDisk(folder: string): Map<number, string> {
  const database = new Database(path.join(folder, 'communication.db'), { readonly: true });
  try {
    const rows = database
      .prepare<[], { seq: number; text: string }>('SELECT seq, text FROM messages ORDER BY seq')
      .all();
    return new Map(rows.map((row) => [row.seq, row.text]));
  } finally {
    database.close();
  }
}

/** The messages of one room as they stand on disk, in order, with their texts as values. */
export function placedOnDisk(folder: string, roomId: string): Placed[] {
  const database = new Database(path.join(folder, 'communication.db'), { readonly: true });
  try {
    return database
      .prepare<[string], Placed>(
        'SELECT seq, text AS value FROM messages JOIN rooms USING (room_key) WHERE room_id = ? ORDER BY seq',
      )
      .all(roomId);
  } finally {
    database.close();
  }
}

/** What was acknowledged and is not on disk, and what is there twice. */
export function lossesIn(
  folder: string,
  acknowledged: readonly { text: string; seq: number | undefined }[],
): { lost: string[]; doubled: string[] } {
  const onDisk = messagesOnDisk(folder);
  const lost = acknowledged
    .filter((message) => message.seq === undefined || onDisk.get(message.seq) !== message.text)
    .map((message) => message.text);
  const texts = [...onDisk.values()];
  const seen = new Set<string>();
  const doubled = texts.filter((text) => seen.size === seen.add(text).size);
  return { lost, doubled };
}
