import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { startTestHost } from '../harness/test-host.ts';
import { WireClient } from '../harness/wire-client.ts';

/** A disk of 12 MiB in memory, or undefined where this user may not mount one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder]);
  return mounted.status === 0 ? folder : undefined;
}

const disk = mountSmallDisk();
const title = 'D5 a full disk: reads go on, sends are refused in words, and it heals by itself';

test(title, { skip: disk === undefined ? 'a small disk cannot be mounted here' : false }, async () => {
  assert.ok(disk);
  try {
    await using host = await startTestHost({
      dataFolder: path.join(disk, 'data'),
      ballastBytes: 1024 * 1024,
      minimumFreeBytes: 0,
    });
    using ana = await WireClient.guest(host.url, 'Ana');
    const roomId = ana.generalId;
    const first = await ana.call('chat.sendMessage', { roomId, text: 'before', nonce: 'before' });
    const filler = path.join(disk, 'filler');
    fill(filler);
    const acknowledged: string[] = ['before'];
    let refusal = '';
    for (let number = 0; number < 2000 && refusal === ''; number += 1) {
      const text = `${number} ${'x'.repeat(4000)}`;
      await ana.call('chat.sendMessage', { roomId, text, nonce: `n${number}` }).then(
        () => acknowledged.push(text),
        (error: Error) => {
          refusal = error.message;
        },
      );
    }
    assert.match(refusal, /^read_only: The disk is .*full/);
    const page = await ana.call('chat.history', { roomId, around: first.message.seq });
    assert.equal(page.messages[0]?.text, 'before');
    rmSync(filler);
    const healed = await untilSent(ana, roomId);
    assert.ok(healed, 'sends work again within ten seconds');
    assert.deepEqual(await host.host.verify(), []);
    const all = await ana.call('chat.history', { roomId, limit: 100 });
    const tail = all.messages.map((message) => message.text).slice(0, -1);
    assert.deepEqual(tail, acknowledged.slice(-tail.length));
  } finally {
    spawnSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});

/** Takes all the room that is left. */
function fill(file: string): void {
  const chunk = Buffer.alloc(64 * 1024);
  for (let count = 0; count < 1000; count += 1) {
    try {
      writeFileSync(file, chunk, { flag: 'a' });
    } catch {
      // Full: that was the purpose.
      return;
    }
  }
}

async function untilSent(ana: WireClient, roomId: WireClient['generalId']): Promise<boolean> {
  const giveUpMs = performance.now() + 10_000;
  for (let attempt = 0; performance.now() < giveUpMs; attempt += 1) {
    const sent = await ana
      .call('chat.sendMessage', { roomId, text: 'after', nonce: `after ${attempt}` })
      .catch(() => undefined);
    if (sent) return true;
  }
  return false;
}
