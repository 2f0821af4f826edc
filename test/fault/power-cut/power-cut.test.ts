import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { lossesIn } from '../../harness/read-messages.ts';
import { startCommand } from '../../harness/spawned-host.ts';
import { WriteLoad } from '../../harness/write-load.ts';

const rounds = process.env.HEARTH_TEST_LONG === '1' ? 50 : 3;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

test('D2 a power cut loses nothing that was acknowledged; with NORMAL it would', {
  skip: hasCompiler ? false : 'no C compiler is there',
}, async (context) => {
  const root = mkdtempSync(path.join(tmpdir(), 'hearth-power-'));
  const library = path.join(root, 'shadow.so');
  const source = path.join(import.meta.dirname, 'shadow.c');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  assert.equal(built.status, 0, built.stderr);
  let acknowledged = 0;
  const lost: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const folder = path.join(root, `data-${round}`);
    const disk = path.join(root, `disk-${round}`);
    mkdirSync(path.join(disk, 'blobs'), { recursive: true });
    const prepared = await startCommand(folder);
    await prepared.kill('SIGTERM');
    cpSync(folder, disk, { recursive: true });
    const host = await startCommand(folder, {
      environment: { LD_PRELOAD: library, HEARTH_SHADOW_FROM: folder, HEARTH_SHADOW_TO: disk },
    });
    const load = new WriteLoad(host.url, `round ${round}`);
    await load.start(6);
    await sleep(300 + round * 170);
    await host.kill('SIGKILL');
    load.stop();
    acknowledged += load.acknowledged.length;
    lost.push(...lossesIn(disk, load.acknowledged).lost);
    const database = new Database(path.join(disk, 'communication.db'));
    assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
    database.close();
  }
  context.diagnostic(`${acknowledged} acknowledged in ${rounds} power cuts, ${lost.length} lost`);
  assert.ok(acknowledged > 50);
  assert.deepEqual(lost.slice(0, 5), []);
  rmSync(root, { recursive: true });
});
