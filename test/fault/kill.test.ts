import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { boundMs, isLong, rounds } from '../harness/long-form.ts';
import { lossesIn } from '../harness/read-messages.ts';
import { startCommand, verifyCommand } from '../harness/spawned-host.ts';
import { WriteLoad, type WrittenMessage } from '../harness/write-load.ts';

test('D1 P1 kill -9 under writers loses nothing that was acknowledged, doubles nothing, and is ready soon', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-kill-'));
  const kills = rounds({ short: 3, long: 200 });
  const acknowledged: WrittenMessage[] = [];
  const startsMs: number[] = [];
  for (let round = 0; round < kills; round += 1) {
    await using host = await startCommand(folder);
    startsMs.push(host.startMs);
    using load = new WriteLoad(host.url, `round ${round}`);
    await load.start(isLong ? 20 : 8);
    // The moment of the kill is what is under test: any moment of a busy host.
    await sleep(randomInt(50, isLong ? 2000 : 500));
    await host.kill('SIGKILL');
    load.stop();
    acknowledged.push(...load.acknowledged);
  }
  const verdict = verifyCommand(folder);
  const { lost, doubled } = lossesIn(folder, acknowledged);
  startsMs.sort((a, b) => a - b);
  const middleMs = startsMs[Math.floor(startsMs.length / 2)] ?? 0;
  const slowestMs = startsMs.at(-1) ?? 0;
  context.diagnostic(
    `${acknowledged.length} acknowledged in ${kills} kills, ${lost.length} lost, ${doubled.length} doubled; ` +
      `start: middle ${Math.round(middleMs)} ms, slowest ${Math.round(slowestMs)} ms`,
  );
  assert.ok(acknowledged.length > 30 * kills);
  assert.deepEqual(lost.slice(0, 5), []);
  assert.deepEqual(doubled.slice(0, 5), []);
  assert.deepEqual(verdict, { code: 0, words: 'Everything agrees.' });
  assert.ok(slowestMs < boundMs(3000), `ready after ${slowestMs} ms`);
  rmSync(folder, { recursive: true });
});
