import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import { faultProxyName, startFaultProxy } from '../../harness/fault-proxy.ts';
import { assertClean, History } from '../../harness/history-checker.ts';
import { LeanClient } from '../../harness/lean-client.ts';
import { clientUntil, nodeClient } from '../../harness/node-client.ts';
import { placedOnDisk } from '../../harness/read-messages.ts';
import { runRandom } from '../../harness/seeded-random.ts';
import { ShiftedClock } from '../../harness/shifted-clock.ts';
import { singlePost } from '../../harness/single-post.ts';
import { startTestHost } from '../../harness/test-host.ts';
import { joinAsGuest, post } from '../../harness/wire-client.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';
const hourMs = 3_600_000;

async function generalOf(client: LeanClient): Promise<RoomId> {
  const [room] = (await client.hello).rooms;
  assert.ok(room);
  return room.roomId;
}

interface Writer {
  readonly name: string;
  readonly token: string;
  readonly client: LeanClient;
}

async function startWriters(url: string, count: number): Promise<Writer[]> {
  const writers: Writer[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `writer ${index}`;
    const { accessToken } = await joinAsGuest(url, name);
    writers.push({ name, token: accessToken, client: await LeanClient.signedIn(url, accessToken) });
  }
  return writers;
}

test('I1 P4 answers lost on the way over HTTP: every retry by nonce has one effect and gets the same seq', async (context) => {
  const random = runRandom(context);
  const [writerCount, each] = isLong ? [20, 500] : [6, 40];
  await using host = await startTestHost({ allowHosts: [faultProxyName] });
  await using proxy = await startFaultProxy({
    port: host.host.port,
    random: random.next,
    fate: () => (random.next() < 0.3 ? { resetAfterBytes: random.below(201) } : undefined),
  });
  const writers = await startWriters(host.url, writerCount);
  const [first] = writers;
  assert.ok(first);
  const room = await generalOf(first.client);
  const history = new History();
  watch(first.client, { history, room });

  async function write(writer: Writer, value: string): Promise<number> {
    const about = { client: writer.name, room, value };
    for (let attempt = 0; attempt < 50; attempt += 1) {
      history.invoke(about);
      try {
        const { status, body } = await singlePost(proxy.url, 'chat.sendMessage', {
          body: { roomId: room, text: value, nonce: value },
          token: writer.token,
        });
        assert.equal(status, 200, JSON.stringify(body));
        const { seq } = (body as { message: { seq: number } }).message;
        history.ok({ ...about, seq });
        return seq;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        // The way broke before the answer was whole.
        history.unknown(about);
      }
    }
    throw new Error('fifty attempts were lost');
  }
  const seqs = new Map<string, number>();
  await Promise.all(
    writers.map(async (writer) => {
      for (let number = 0; number < each; number += 1) {
        const value = `${writer.name} says ${number}`;
        seqs.set(value, await write(writer, value));
      }
    }),
  );
  // Once more each, undisturbed: the answers of then.
  for (const writer of writers) {
    for (let number = 0; number < each; number += 1) {
      const nonce = `${writer.name} says ${number}`;
      const { message } = await writer.client.call('chat.sendMessage', {
        roomId: room as RoomId,
        text: nonce,
        nonce,
      });
      assert.equal(message.seq, seqs.get(nonce));
    }
  }
  const total = writerCount * each;
  const { reset, accepted } = proxy.figures;
  context.diagnostic(`${total} messages in ${accepted} connections, ${reset} of them reset`);
  assert.ok(reset > total / 5, 'too few connections were broken for the test to say anything');
  history.end(room, placedOnDisk(host.folder, room));
  const report = assertClean(history, 'i1-http');
  assert.equal(report.checked.acknowledged, total);
  for (const { client } of writers) client.socket.terminate();
});

test('I1 P4 answers lost on the way over WebSocket: the outbox sends each message once and in order', async (context) => {
  const random = runRandom(context);
  const [writerCount, each] = isLong ? [20, 200] : [5, 16];
  await using host = await startTestHost({ allowHosts: [faultProxyName] });
  await using proxy = await startFaultProxy({ port: host.host.port, random: random.next });
  const [observer] = await startWriters(host.url, 1);
  assert.ok(observer);
  const room = await generalOf(observer.client);
  const history = new History();
  let seen = 0;
  watch(observer.client, {
    history,
    room,
    onSeen() {
      seen += 1;
      if (seen % 8 === 0) proxy.strike({ share: 0.3, answerBytes: 200 });
    },
  });
  // They come back at once for ever, so they must end before the way does.
  using closing = new DisposableStack();
  const clients = Array.from({ length: writerCount }, () => nodeClient(proxy.url));
  for (const client of clients) closing.defer(() => client.close());
  // Nothing is cut before the first message, so that everybody is in the room by then.
  for (const [index, client] of clients.entries()) {
    await client.join({ displayName: `client ${index}` });
    await clientUntil(client, () => (client.state.kind === 'live' ? true : undefined));
    await client.openRoom(room);
    client.subscribe(() => {
      if (client.state.kind === 'waiting') client.retryNow();
    });
  }
  await Promise.all(
    clients.map(async (client, index) => {
      const name = `client ${index}`;
      for (let number = 0; number < each; number += 1) {
        const value = `${name} says ${number}`;
        history.invoke({ client: name, room, value });
        client.send({ roomId: room, text: value, replyTo: undefined });
        if (random.next() < 0.5) continue;
        await clientUntil(client, () =>
          client.replica.rooms.get(room)?.messages.some(({ message }) => message.text === value)
            ? true
            : undefined,
        );
      }
      await clientUntil(client, () =>
        client.replica.rooms.get(room)?.outgoing.length === 0 ? true : undefined,
      );
    }),
  );
  const onDisk = placedOnDisk(host.folder, room);
  history.end(room, onDisk);
  const { reset } = proxy.figures;
  context.diagnostic(`${writerCount * each} messages, ${reset} connections reset`);
  assert.ok(reset > 2, 'too few connections were broken for the test to say anything');
  assertClean(history, 'i1-socket');
  for (const [index] of clients.entries()) {
    const own = onDisk.filter(({ value }) => value.startsWith(`client ${index} `)).map(({ value }) => value);
    assert.deepEqual(
      own,
      Array.from({ length: each }, (_, number) => `client ${index} says ${number}`),
    );
  }
  observer.client.socket.terminate();
});

test('I2 one nonce on two sockets at once is one row; elsewhere it is a conflict, or another’s own', async () => {
  const pairs = isLong ? 1000 : 80;
  await using host = await startTestHost();
  const grant = await registered(host.url, 'ana');
  using one = await LeanClient.signedIn(host.url, grant.accessToken);
  using two = await LeanClient.signedIn(host.url, grant.accessToken);
  const roomId = await generalOf(one);
  const send = (client: LeanClient, pair: number, text = `text ${pair}`) =>
    client.ask('chat.sendMessage', { roomId, text, nonce: `nonce ${pair}` });
  const seqs = new Set<number>();
  for (let pair = 0; pair < pairs; pair += 1) {
    const overHttp = pair % 4 === 0;
    const [a, b] = await Promise.all([
      send(one, pair),
      overHttp ? overPost(host.url, grant, { roomId, pair }) : send(two, pair),
    ]);
    assert.ok(a.ok && b.ok);
    assert.equal(a.data.message.seq, b.data.message.seq);
    seqs.add(a.data.message.seq);
  }
  assert.equal(seqs.size, pairs);
  assert.equal(placedOnDisk(host.folder, roomId).length, pairs);

  // Two contents under one nonce at once: one stands, the other is refused.
  const [left, right] = await Promise.all([send(one, pairs, 'left'), send(two, pairs, 'right')]);
  assert.notEqual(left.ok, right.ok);
  const refused = left.ok ? right : left;
  assert.equal(refused.ok ? undefined : refused.error.kind, 'conflict');
  // The same nonce for another text, another answered message or another room means another effect.
  const { room } = await one.call('chat.createRoom', { kind: 'group', name: 'other', visibility: 'private' });
  const others = [
    { roomId, text: 'other' },
    { roomId, text: 'text 0', replyTo: [...seqs][1] ?? 0 },
    { roomId: room.roomId, text: 'text 0' },
  ];
  for (const other of others) {
    const reply = await one.ask('chat.sendMessage', { ...other, nonce: 'nonce 0' });
    assert.equal(reply.ok ? undefined : reply.error.kind, 'conflict');
  }
  // Another device of the same account, and another account, have nonces of their own.
  const secondDevice = await loggedIn(host.url, 'ana');
  assert.notEqual(secondDevice.deviceId, grant.deviceId);
  using three = await LeanClient.signedIn(host.url, secondDevice.accessToken);
  using four = await LeanClient.signedIn(host.url, (await joinAsGuest(host.url, 'Bo')).accessToken);
  for (const client of [three, four]) {
    const reply = await send(client, 0);
    assert.ok(reply.ok);
    assert.ok(!seqs.has(reply.data.message.seq));
  }
  assert.equal(placedOnDisk(host.folder, roomId).length, pairs + 3);
});

test('I2 P15 the same after a restart, after a day, and with the clock an hour off either way', async () => {
  const pairs = isLong ? 1000 : 30;
  const clock = new ShiftedClock();
  await using host = await startTestHost({}, { clock });
  let grant = await registered(host.url, 'ana');
  let client = await LeanClient.signedIn(host.url, grant.accessToken);
  const roomId = await generalOf(client);
  const seqs: number[] = [];
  const send = async (pair: number, text = `text ${pair}`) =>
    client.ask('chat.sendMessage', { roomId, text, nonce: `nonce ${pair}` });
  for (let pair = 0; pair < pairs; pair += 1) {
    const reply = await send(pair);
    assert.ok(reply.ok);
    seqs.push(reply.data.message.seq);
  }

  async function checkAll(when: string): Promise<void> {
    const { status, body } = await post(host.url, 'account.refresh', { refreshToken: grant.refreshToken });
    assert.equal(status, 200, when);
    grant = body;
    client.socket.terminate();
    client = await LeanClient.signedIn(host.url, grant.accessToken);
    for (const [pair, seq] of seqs.entries()) {
      const reply = await send(pair);
      assert.ok(reply.ok, when);
      assert.equal(reply.data.message.seq, seq, when);
    }
    const other = await send(0, 'other');
    assert.equal(other.ok ? undefined : other.error.kind, 'conflict', when);
    // What is new meanwhile stands after what was there, whatever the clock says.
    const fresh = await client.call('chat.sendMessage', { roomId, text: when, nonce: when });
    assert.ok(fresh.message.seq > Math.max(...seqs), when);
    seqs.push(fresh.message.seq);
    const next = await client.call('chat.sendMessage', { roomId, text: when, nonce: when });
    assert.equal(next.message.seq, fresh.message.seq, when);
    seqs.pop();
  }
  await host.restart();
  await checkAll('after a restart');
  for (const [when, shiftMs] of [
    ['an hour ahead', hourMs],
    ['an hour behind', -hourMs],
    ['a day later', 24 * hourMs],
  ] as const) {
    clock.shiftMs = shiftMs;
    await checkAll(when);
    await host.restart();
    await checkAll(`${when}, restarted`);
  }
  assert.equal(placedOnDisk(host.folder, roomId).length, pairs + 7);
  assert.deepEqual(await host.host.verify(), []);
  client.socket.terminate();
});

function watch(client: LeanClient, options: { history: History; room: string; onSeen?: () => void }): void {
  const { history, room, onSeen } = options;
  history.watch({ reader: 'observer', room, afterSeq: 0 });
  client.onEvent = (event) => {
    if (event.event !== 'chat.messageCreated') return;
    const { seq, text } = event.data.message;
    history.observe({ reader: 'observer', room, seq, value: text });
    onSeen?.();
  };
}

const password = 'a long password';

async function registered(url: string, username: string): Promise<TokenGrant> {
  const { status, body } = await post(url, 'account.register', { username, password });
  assert.equal(status, 200);
  return body;
}

async function loggedIn(url: string, username: string): Promise<TokenGrant> {
  const { status, body } = await post(url, 'account.login', { username, password });
  assert.equal(status, 200);
  return body;
}

async function overPost(url: string, grant: TokenGrant, about: { roomId: RoomId; pair: number }) {
  const { status, body } = await post(
    url,
    'chat.sendMessage',
    { roomId: about.roomId, text: `text ${about.pair}`, nonce: `nonce ${about.pair}` },
    grant.accessToken,
  );
  return { ok: status === 200, data: body as { message: { seq: number } } };
}
