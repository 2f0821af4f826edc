/** Bare group commit: one table, one unique index, FULL; everything that came while a commit ran is the next group. */
import path from 'node:path';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const database = new Database(path.join(String(workerData), 'floor.db'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE messages (seq INTEGER PRIMARY KEY, room INTEGER, text TEXT, nonce TEXT UNIQUE)');
const insert = database.prepare('INSERT INTO messages (room, text, nonce) VALUES (1, ?, ?)');
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
let waiting: { text: string; nonce: string }[] = [];
let scheduled = false;

function work(): void {
  scheduled = false;
  if (!parentPort) return;
  for (let next = receiveMessageOnPort(parentPort); next; next = receiveMessageOnPort(parentPort)) {
    waiting.push(...(next.message as typeof waiting));
  }
  const group = waiting;
  waiting = [];
  begin.run();
  for (const row of group) insert.run(row.text, row.nonce);
  commit.run();
  parentPort.postMessage(group.length);
}

parentPort?.on('message', (rows: typeof waiting) => {
  waiting.push(...rows);
  if (scheduled) return;
  scheduled = true;
  setImmediate(work);
});
