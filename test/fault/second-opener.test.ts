import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { lossesIn } from '../harness/read-messages.ts';
import { startCommand } from '../harness/spawned-host.ts';
import { WriteLoad } from '../harness/write-load.ts';

const canSeeLocks = existsSync('/proc/locks');

test('D10 another program that opens a database beside the host cannot take its log away', {
  skip: canSeeLocks ? false : 'this system does not show file locks',
}, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-beside-'));
  await using host = await startCommand(folder);
  using load = new WriteLoad(host.url, 'load');
  await load.start(2);
  await load.untilAcknowledged(10);
  for (const name of ['server', 'communication', 'audit']) {
    const file = path.join(folder, `${name}.db`);
    // SQLite of other programs deletes the log on closing when it finds nobody else's shared lock on the file.
    assert.ok(isLocked(file, host.pid), `the host holds a lock on ${name}.db`);
    const beside = new Database(file);
    beside.prepare('SELECT commits FROM engine').get();
    beside.close();
    assert.ok(existsSync(`${file}-wal`), `${name}.db-wal is still there`);
  }
  await load.untilAcknowledged(load.acknowledged.length + 10);
  await host.kill('SIGKILL');
  load.stop();
  assert.deepEqual(lossesIn(folder, load.acknowledged).lost, []);
  rmSync(folder, { recursive: true });
});

function isLocked(file: string, pid: number): boolean {
  const { ino } = statSync(file);
  const lines = readFileSync('/proc/locks', 'utf8').split('\n');
  return lines.some((line) => line.includes(` ${pid} `) && line.includes(`:${ino} `));
}
