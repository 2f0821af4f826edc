import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperationName } from '../../src-shared/protocol/registry.ts';
import { startTestHost } from '../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';
import { WrongClock } from '../harness/wrong-clock.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';
const calls = 600;
const rounds = isLong ? 8 : 1;

test('S5 a guest who floods is told to wait, whatever the flood is of; what it may do is done, others notice nothing', async (context) => {
  await using host = await startTestHost({ limitProfile: 'normal' });
  const grant = await joinAsGuest(host.url, 'Flood');
  using flood = await WireClient.signedIn(host.url, grant.accessToken);
  using ana = await WireClient.guest(host.url, 'Ana');
  using bo = await WireClient.guest(host.url, 'Bo');
  const roomId = flood.generalId;
  const { message } = await flood.call('chat.sendMessage', { roomId, text: 'first', nonce: 'first' });
  const floods: readonly [OperationName, (at: number) => object, number][] = [
    ['chat.sendMessage', (at) => ({ roomId, text: `text ${at}`, nonce: `n${at}` }), 5],
    ['chat.react', (at) => ({ roomId, seq: message.seq, emoji: '🎉', on: at % 2 === 0 }), 5],
    ['chat.typing', () => ({ roomId }), 60],
    ['chat.joinRoom', () => ({ roomId }), 60],
    ['chat.createRoom', (at) => ({ kind: 'channel', name: `room ${at}`, visibility: 'private' }), 60],
    ['profile.find', () => ({ text: 'a' }), 20],
    ['chat.history', () => ({ roomId, limit: 100 }), 300],
    ['profile.update', (at) => ({ displayName: `Flood ${at}` }), 60],
  ];
  const latenciesMs: number[] = [];
  let talked = 0;
  /** One message each second and a little, which is what everybody may. */
  const talk = async () => {
    talked += 1;
    const text = `hello ${talked}`;
    const startedMs = performance.now();
    const sent = await ana.call('chat.sendMessage', { roomId, text, nonce: text });
    await bo.event('chat.messageCreated', (data) => data.message.seq === sent.message.seq);
    latenciesMs.push(performance.now() - startedMs);
  };
  const startedMs = performance.now();
  for (const [operation, input, burst] of Array.from({ length: rounds }, () => floods).flat()) {
    const ids = Array.from({ length: calls }, (_, at) => flood.send(operation, input(at)));
    if (talked < 5) await talk();
    const replies = await Promise.all(ids.map((id) => flood.reply(id)));
    flood.frames.length = 0;
    const done = replies.filter((reply) => reply.ok).length;
    // The burst, and what became good again since the test began; a read is good again after 33 ms.
    const seconds = (performance.now() - startedMs) / 1000;
    assert.ok(done <= burst + Math.ceil(seconds * 31), `${operation}: ${done} in ${seconds} s`);
    for (const reply of replies) {
      if (reply.ok) continue;
      assert.equal(reply.error.kind, 'rate_limited', operation);
      const waitMs = reply.error.retryAfterMs ?? 0;
      assert.ok(Number.isSafeInteger(waitMs) && waitMs >= 50 && waitMs <= 60_000, `${waitMs}`);
      assert.match(reply.error.message, /^That was too fast\. Wait \d+ s\.$/);
    }
  }
  assert.equal(flood.closed, undefined, 'a flood of good envelopes costs answers, not the connection');
  const overHttp = await post(
    host.url,
    'chat.sendMessage',
    { roomId, text: 'x', nonce: 'http' },
    grant.accessToken,
  );
  assert.ok([200, 429].includes(overHttp.status));
  const slowest = Math.max(...latenciesMs);
  context.diagnostic(
    `${floods.length * calls * rounds} calls; the others’ messages took at most ${slowest.toFixed(0)} ms`,
  );
  assert.ok(slowest < (isLong ? 250 : 2000), `${slowest} ms`);
});

test('S5 whoever waits as long as it was told is served, over HTTP with Retry-After too', async () => {
  const clock = new WrongClock();
  await using host = await startTestHost({ limitProfile: 'normal' }, { clock });
  const grant = await joinAsGuest(host.url, 'Ana');
  using ana = await WireClient.signedIn(host.url, grant.accessToken);
  const roomId = ana.generalId;
  let waits = 0;
  for (let at = 0; at < 30; at += 1) {
    const send = () =>
      post(host.url, 'chat.sendMessage', { roomId, text: `text ${at}`, nonce: `n${at}` }, grant.accessToken);
    const first = await send();
    if (first.status === 200) continue;
    assert.equal(first.status, 429);
    waits += 1;
    clock.waitedMs += (first.body as { error: { retryAfterMs: number } }).error.retryAfterMs;
    assert.equal((await send()).status, 200, `message ${at}`);
  }
  assert.ok(waits >= 10, `${waits} waits`);
});
