/**
 * Bare group commit: one table with the two indexes that order and exactly-once need, opened as the product opens its
 * own (FULL and the other pragmas); everything that came while a commit ran is the next group.
 */
import path from 'node:path';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../src-main/store/open-database.ts';

const database = openDatabase({
  file: path.join(String(workerData), 'floor.db'),
  name: 'communication',
  role: 'writer',
});
database.exec(
  'CREATE TABLE messages (message INTEGER PRIMARY KEY, room INTEGER, seq INTEGER, text TEXT, device TEXT, nonce TEXT, UNIQUE (room, seq), UNIQUE (device, nonce))',
);
const insert = database.prepare(
  'INSERT INTO messages (room, seq, text, device, nonce) VALUES (?, ?, ?, ?, ?)',
);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
interface Row {
  readonly room: number;
  readonly text: string;
  readonly nonce: string;
}

let seq = 0;
let waiting: Row[] = [];
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
  for (const row of group)
    insert.run(row.room, (seq += 1), row.text, `device of room ${row.room}`.padEnd(20, '.'), row.nonce);
  commit.run();
  parentPort.postMessage(group.length);
}

parentPort?.on('message', (rows: typeof waiting) => {
  waiting.push(...rows);
  if (scheduled) return;
  scheduled = true;
  setImmediate(work);
});
