import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLong, rounds } from '../../harness/long-form.ts';
import { lossesIn } from '../../harness/read-messages.ts';
import { startCommand, verifyCommand } from '../../harness/spawned-host.ts';
import { WriteLoad } from '../../harness/write-load.ts';

const hasCompiler = spawnSync('cc', ['--version']).status === 0;

/** The library that keeps, of a folder, only what was synced. */
function buildShadow(root: string): string {
  const library = path.join(root, 'shadow.so');
  const source = path.join(import.meta.dirname, 'shadow.c');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  assert.equal(built.status, 0, built.stderr);
  return library;
}

test('D2 a power cut loses nothing that was acknowledged; with NORMAL it would', {
  skip: hasCompiler ? false : 'no C compiler is there',
}, async (context) => {
  const root = mkdtempSync(path.join(tmpdir(), 'hearth-power-'));
  const library = buildShadow(root);
  const prepared = path.join(root, 'prepared');
  await (await startCommand(prepared)).kill('SIGTERM');
  const cuts = rounds({ short: 2, long: 50 });
  let acknowledged = 0;
  const lost: string[] = [];
  const doubled: string[] = [];
  for (let round = 0; round < cuts; round += 1) {
    const folder = path.join(root, `data-${round}`);
    const disk = path.join(root, `disk-${round}`);
    cpSync(prepared, folder, { recursive: true });
    cpSync(prepared, disk, { recursive: true });
    await using host = await startCommand(folder, {
      environment: { LD_PRELOAD: library, HEARTH_SHADOW_FROM: folder, HEARTH_SHADOW_TO: disk },
    });
    using load = new WriteLoad(host.url, `round ${round}`);
    await load.start(isLong ? 20 : 8);
    await sleep(isLong ? 500 + round * 20 : 300 + round * 150);
    await host.kill('SIGKILL');
    load.stop();
    acknowledged += load.acknowledged.length;
    const verdict = isLong || round === 0 ? verifyCommand(disk) : undefined;
    const found = lossesIn(disk, load.acknowledged);
    lost.push(...found.lost);
    doubled.push(...found.doubled);
    if (verdict) assert.deepEqual(verdict, { code: 0, words: 'Everything agrees.' });
    rmSync(folder, { recursive: true });
    rmSync(disk, { recursive: true });
  }
  context.diagnostic(
    `${acknowledged} acknowledged in ${cuts} power cuts, ${lost.length} lost, ${doubled.length} doubled`,
  );
  assert.ok(acknowledged > (isLong ? 10_000 : 50), `${acknowledged} acknowledged`);
  assert.deepEqual(lost.slice(0, 5), []);
  assert.deepEqual(doubled.slice(0, 5), []);
  rmSync(root, { recursive: true });
});
