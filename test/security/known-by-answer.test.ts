import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperationDefinition } from '../../src-shared/protocol/core/define.ts';
import { operations } from '../../src-shared/protocol/registry.ts';
import { type InputSchema, sampleOf } from '../harness/sample-input.ts';
import { startTestHost } from '../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';

test('A6 a private room is answered like one that never was, word for word, by every operation', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  const bo = await joinAsGuest(host.url, 'Bo');
  using outside = await WireClient.signedIn(host.url, bo.accessToken);
  const { room } = await ana.call('chat.createRoom', {
    kind: 'channel',
    name: 'vault',
    visibility: 'private',
  });
  const sent = await ana.call('chat.sendMessage', { roomId: room.roomId, text: 'hidden', nonce: 'n' });
  const aboutRooms = (operations as readonly OperationDefinition[]).filter(({ input }) =>
    JSON.stringify(input).includes('"roomId"'),
  );
  assert.ok(aboutRooms.length >= 14);
  for (const definition of aboutRooms) {
    const input = (roomId: string) =>
      sampleOf(definition.input as InputSchema, {
        roomId,
        seq: sent.message.seq,
        emoji: '🎉',
        accountId: bo.accountId,
      }) as object;
    const noRoom = `${room.roomId.slice(0, -4)}aaaa`;
    const answers: string[] = [];
    for (const roomId of [room.roomId, noRoom]) {
      const reply = await outside.reply(outside.send(definition.name, input(roomId)));
      answers.push(JSON.stringify({ ...reply, id: 0 }).replaceAll(roomId, 'ROOM'));
      if (definition.transports === undefined) {
        const answer = await post(host.url, definition.name, input(roomId), bo.accessToken);
        answers.push(JSON.stringify([answer.status, answer.body]).replaceAll(roomId, 'ROOM'));
      }
    }
    const half = answers.length / 2;
    assert.deepEqual(answers.slice(0, half), answers.slice(half), definition.name);
    assert.match(answers[0] ?? '', /not_found|"gone":true/, definition.name);
  }
});

test('A6 accounts, sessions and tokens that exist are answered like ones that do not', async () => {
  await using host = await startTestHost();
  await post(host.url, 'account.register', { username: 'ana', password: 'correct horse battery' });
  const ana = await joinAsGuest(host.url, 'Cleo');
  using bo = await WireClient.guest(host.url, 'Bo');
  using cleo = await WireClient.signedIn(host.url, ana.accessToken);
  const sessionOfCleo = cleo.hello?.sessionId ?? '';
  const refusal = async (operation: string, input: object) => {
    const { status, body } = await post(host.url, operation, input);
    return JSON.stringify([status, body]);
  };
  const login = (username: string) => refusal('account.login', { username, password: 'wrong password' });
  const known = await login('ana');
  for (const username of ['nobody', 'Cleo', 'аna']) assert.equal(await login(username), known, username);
  const made = (sessionId: string) =>
    refusal('account.refresh', { refreshToken: `${sessionId}.1.${'A'.repeat(43)}` });
  assert.equal(await made(sessionOfCleo), await made('nosession'));
  const end = async (sessionId: string) => {
    const reply = await bo.reply(bo.send('account.endSession', { sessionId }));
    return JSON.stringify({ ...reply, id: 0 });
  };
  assert.equal(await end(sessionOfCleo), await end('nosession'));
  assert.equal(cleo.closed, undefined);
  const claim = (ticket: string) =>
    refusal('account.claimOwner', { ticket, hostName: 'x', username: 'x', password: 'long enough' });
  assert.equal(await claim('x'), await claim((host.host.claimCode ?? '').slice(0, -1)));
});

test('A6 ids cannot be guessed: 10,000 tries at rooms and sessions find nothing, and ids hold chance enough', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  using bo = await WireClient.guest(host.url, 'Bo');
  const ids: string[] = [];
  for (let at = 0; at < 50; at += 1) {
    const made = await ana.call('chat.createRoom', {
      kind: 'channel',
      name: `r${at}`,
      visibility: 'private',
    });
    ids.push(made.room.roomId);
  }
  assert.ok(
    ids.every((id) => id.length * Math.log2(32) >= 96),
    ids[0],
  );
  // No place of the id is the same, or rises, over fifty of them.
  for (let place = 0; place < (ids[0]?.length ?? 0); place += 1) {
    assert.ok(new Set(ids.map((id) => id[place])).size > 8, `place ${place} of ${ids[0]}`);
  }
  const tries = isLong ? 10_000 : 2000;
  const letters = [...new Set(ids.join(''))];
  for (let at = 0; at < tries; at += 100) {
    const rooms = Array.from({ length: 100 }, (_, index) => {
      const near = ids[(at + index) % ids.length] ?? '';
      const last = letters[(at * 7 + index) % letters.length] ?? 'a';
      const guess = near.slice(0, -1) + last;
      return ids.includes(guess) ? near.slice(1) : guess;
    });
    const answer = await bo.call('chat.sync', {
      rooms: rooms.map((roomId) => ({ roomId: roomId as never, since: 0 })),
    });
    assert.ok(answer.rooms.every((room) => 'gone' in room));
    bo.frames.length = 0;
  }
});

test('A6 the time of an answer tells nothing: private room against none, known name against unknown', async (context) => {
  await using host = await startTestHost();
  await post(host.url, 'account.register', { username: 'ana', password: 'correct horse battery' });
  using ana = await WireClient.guest(host.url, 'Cleo');
  using bo = await WireClient.guest(host.url, 'Bo');
  const { room } = await ana.call('chat.createRoom', {
    kind: 'channel',
    name: 'vault',
    visibility: 'private',
  });
  const rounds = isLong ? 2000 : 300;
  const ask = async (roomId: string) => {
    const startedMs = performance.now();
    await bo.reply(bo.send('chat.history', { roomId }));
    bo.frames.length = 0;
    return performance.now() - startedMs;
  };
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    // In turns, so that whatever else the machine does falls on both.
    times[0].push(await ask(room.roomId));
    times[1].push(await ask('no-such-room'));
  }
  const difference = Math.abs(median(times[0]) - median(times[1]));
  context.diagnostic(`rooms: medians differ by ${(difference * 1000).toFixed(0)} µs over ${rounds} pairs`);
  assert.ok(difference < (isLong ? 1 : 5), `${difference} ms`);
  // In the time of this program alone: a check takes tens of milliseconds, wherever else the machine has its mind.
  const login = async (username: string) => {
    const before = process.cpuUsage();
    await post(host.url, 'account.login', { username, password: 'wrong password' });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  await login('warm up');
  const known: number[] = [];
  const unknown: number[] = [];
  for (let pair = 0; pair < 4; pair += 1) {
    known.push(await login('ana'));
    unknown.push(await login(`nobody ${pair}`));
  }
  const ratio = Math.min(...unknown) / Math.min(...known);
  context.diagnostic(`logins: unknown over known ${ratio.toFixed(2)}`);
  assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`);
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
