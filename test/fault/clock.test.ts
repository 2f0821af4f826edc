import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { must } from '../../src-shared/base/assert.ts';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import { createClient } from '../../src-shared/client/create-client.ts';
import { clientUntil, memoryStorage, nodeHttp, nodeTransport } from '../harness/node-client.ts';
import { messagesOnDisk } from '../harness/read-messages.ts';
import { WrongClock } from '../harness/wrong-clock.ts';
import { type SpawnedHost, startCommand } from '../harness/spawned-host.ts';
import { startTestHost } from '../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';
const library = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1',
].find((file) => existsSync(file));

const hourMs = 3_600_000;
/** By how much the clock is wrong, one after the other; each is a step of the whole computer's time. */
const steps = [
  '+0',
  '+1h',
  '-1h',
  '+400d',
  '-1h',
  ...Array.from({ length: isLong ? 60 : 8 }, (_, at) => (at % 2 === 0 ? '+1s' : '-1s')),
];

test('L4 P15 a clock that jumps by 400 days, an hour and seconds reorders, doubles and locks out nothing', {
  skip: library === undefined ? 'libfaketime is not there' : false,
}, async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-clock-'));
  const time = path.join(folder, 'time');
  const data = path.join(folder, 'data');
  const setClock = (shift: string) => writeFileSync(time, `${shift}\n`);
  setClock('+0');
  const running: SpawnedHost[] = [];
  const environment = {
    LD_PRELOAD: library ?? '',
    FAKETIME_TIMESTAMP_FILE: time,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  try {
    const host = await startCommand(data, { environment });
    running.push(host);
    let grant = await joinAsGuest(host.url, 'Ana');
    const ended = await joinAsGuest(host.url, 'Cleo');
    using ana = await WireClient.signedIn(host.url, grant.accessToken);
    using bo = await WireClient.guest(host.url, 'Bo');
    await post(host.url, 'account.logout', {}, ended.accessToken);
    const roomId = ana.generalId;
    const seqs: number[] = [];
    const times = new Set<string>();
    for (const [at, shift] of steps.entries()) {
      setClock(shift);
      const once = { roomId, text: `text ${at}`, nonce: `n${at}` };
      const sent = await ana.call('chat.sendMessage', once);
      const again = await ana.call('chat.sendMessage', once);
      assert.equal(again.message.seq, sent.message.seq, `a retry at ${shift}`);
      await bo.event('chat.messageCreated', (data) => data.message.seq === sent.message.seq);
      times.add(sent.message.createdAt.slice(0, 10));
      seqs.push(sent.message.seq);
      // Neither locked out nor let in again.
      assert.equal((await post(host.url, 'chat.listRooms', {}, grant.accessToken)).status, 200, shift);
      const refreshed = await post(host.url, 'account.refresh', { refreshToken: grant.refreshToken });
      assert.equal(refreshed.status, 200, shift);
      grant = refreshed.body as TokenGrant;
      assert.equal(
        (await post(host.url, 'account.refresh', { refreshToken: ended.refreshToken })).status,
        401,
      );
      await joinAsGuest(host.url, `Guest ${at}`);
    }
    assert.ok(times.size >= 2, 'the host did see the other times');
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(seqs).size, seqs.length);
    const page = await bo.call('chat.history', { roomId, limit: 100 });
    assert.deepEqual(
      page.messages.map((message) => message.seq),
      seqs.slice(-100),
    );
    assert.equal(ana.closed, undefined);
    assert.equal(bo.closed, undefined);
    assert.equal(await host.kill('SIGTERM'), 0);

    // Started again with the clock set back: what was dead stays dead, and who was in comes back.
    setClock('-1h');
    const later = await startCommand(data, { environment });
    running.push(later);
    assert.equal(
      (await post(later.url, 'account.refresh', { refreshToken: ended.refreshToken })).status,
      401,
    );
    const back = await post(later.url, 'account.refresh', { refreshToken: grant.refreshToken });
    assert.equal(back.status, 200);
    using returned = await WireClient.signedIn(later.url, (back.body as TokenGrant).accessToken);
    const sent = await returned.call('chat.sendMessage', { roomId, text: 'back', nonce: 'back' });
    assert.ok(sent.message.seq > Math.max(...seqs));
    assert.equal(await later.kill('SIGTERM'), 0);
    assert.equal(messagesOnDisk(data).size, steps.length + 1);
    context.diagnostic(`${steps.length} steps of the clock`);
  } finally {
    // A host that was left behind by a red line would keep the test from ending.
    for (const host of running) await host.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

test('L4 a computer whose clock is an hour off joins, writes, reads and comes back after a restart of the host', async () => {
  await using host = await startTestHost();
  for (const [displayName, shiftMs] of [
    ['Early', -hourMs],
    ['Late', hourMs],
  ] as const) {
    const clock = new WrongClock();
    clock.shiftMs = shiftMs;
    const client = createClient({
      baseUrl: host.url,
      transport: nodeTransport,
      http: nodeHttp,
      storage: memoryStorage(),
      clock,
      random: () => 0,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      name: 'shifted',
      version: '1',
    });
    try {
      await client.join({ displayName });
      await clientUntil(client, () => (client.state.kind === 'live' ? true : undefined));
      assert.ok(Math.abs(client.clockOffsetMs + shiftMs) < hourMs / 10, `${client.clockOffsetMs}`);
      const general = () => {
        const [room] = client.replica.rooms.values();
        return must(room, 'the general room');
      };
      const { roomId } = general().room;
      await client.openRoom(roomId);
      for (const text of ['before the restart', 'after it']) {
        client.send({ roomId, text, replyTo: undefined });
        await clientUntil(client, () =>
          general().messages.some(({ message }) => message.text === text) ? true : undefined,
        );
        if (text !== 'after it') await host.restart();
      }
      await clientUntil(client, () => (general().outgoing.length === 0 ? true : undefined));
    } finally {
      client.close();
    }
  }
});
