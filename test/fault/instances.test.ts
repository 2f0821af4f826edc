import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { askRunningHost } from '../../src-main/host/control.ts';
import { closeCodes } from '../../src-shared/protocol/core/close-code.ts';
import { boundMs, rounds } from '../harness/long-form.ts';
import { lossesIn } from '../harness/read-messages.ts';
import { startCommand, verifyCommand } from '../harness/spawned-host.ts';
import { WireClient } from '../harness/wire-client.ts';
import { WriteLoad } from '../harness/write-load.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'hearth-instances-'));
after(() => rmSync(scratch, { recursive: true }));

test('L1 P18 many hosts started at once on one folder: exactly one is on, the others say why not', async () => {
  const folder = path.join(scratch, 'one');
  const count = rounds({ short: 3, long: 20 });
  const starts = await Promise.allSettled(Array.from({ length: count }, () => startCommand(folder)));
  const hosts = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  try {
    const refusals = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
    assert.deepEqual([hosts.length, refusals.length], [1, count - 1]);
    for (const refusal of refusals) {
      assert.match(refusal, /ended with 3: Another Hearth is running with the data folder .+ Stop it first/);
    }
    assert.deepEqual(await askRunningHost(folder), [], 'the one goes on undisturbed');
  } finally {
    for (const host of hosts) await host.kill('SIGTERM');
  }
});

test('L1 the folder of a running host, copied, opens beside it as a host of its own', async () => {
  const folder = path.join(scratch, 'original');
  await using first = await startCommand(folder);
  using load = new WriteLoad(first.url, 'copied');
  await load.start(2);
  await load.untilAcknowledged(20);
  load.stop();
  const copy = path.join(scratch, 'copy');
  cpSync(folder, copy, { recursive: true });
  await using second = await startCommand(copy);
  assert.notEqual(second.port, first.port);
  using ana = await WireClient.guest(second.url, 'Ana');
  assert.ok((await ana.call('chat.history', { roomId: ana.generalId })).messages.length >= 20);
  assert.equal(await second.kill('SIGTERM'), 0);
  assert.equal(await first.kill('SIGTERM'), 0);
});

test('L2 P19 a port that comes free is taken at the next start, also from an old self that was killed', async () => {
  const folder = path.join(scratch, 'port');
  const occupant = createServer();
  await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve));
  const { port } = occupant.address() as { port: number };
  await assert.rejects(startCommand(folder, { port }), /ended with 3: Port \d+ on 127\.0\.0\.1 is taken/);
  await new Promise((resolve) => occupant.close(resolve));
  await using old = await startCommand(folder, { port });
  // Connections that the killed host leaves behind keep the port busy in a way that must not matter.
  using ana = await WireClient.guest(old.url, 'Ana');
  await old.kill('SIGKILL');
  await ana.ended();
  await using next = await startCommand(folder, { port });
  assert.equal(next.port, port);
  assert.equal(await next.kill('SIGTERM'), 0);
});

test('L5 SIGTERM under load and with sockets that never read: told, closed within five seconds, exit code 0, nothing lost', async (context) => {
  const folder = path.join(scratch, 'busy');
  await using host = await startCommand(folder);
  const deaf = await Promise.all(Array.from({ length: 5 }, (_, index) => deafClient(host.url, index)));
  const halfAsked = connect(host.port, '127.0.0.1');
  halfAsked.on('error', () => undefined);
  halfAsked.write('POST /api/v1/account/guest HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n');
  using load = new WriteLoad(host.url, 'busy');
  await load.start(8);
  using listener = await WireClient.guest(host.url, 'Listener');
  await load.untilAcknowledged(200);
  const askedMs = performance.now();
  assert.equal(await host.kill('SIGTERM'), 0);
  const tookMs = performance.now() - askedMs;
  const { code } = await listener.ended();
  load.stop();
  for (const client of deaf) client.socket.terminate();
  halfAsked.destroy();
  context.diagnostic(`closed after ${Math.round(tookMs)} ms with ${load.acknowledged.length} acknowledged`);
  assert.equal(code, closeCodes.hostClosing.code);
  assert.ok(tookMs < boundMs(5000), `took ${tookMs} ms`);
  assert.deepEqual(lossesIn(folder, load.acknowledged), { lost: [], doubled: [] });
  assert.deepEqual(verifyCommand(folder), { code: 0, words: 'Everything agrees.' });
});

/** A member that stops reading: what is due to it stays in the host until the host gives it up. */
async function deafClient(url: string, index: number): Promise<WireClient> {
  const client = await WireClient.guest(url, `Deaf ${index}`);
  client.socket.pause();
  return client;
}
