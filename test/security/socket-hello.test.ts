import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { typing } from '../../src-shared/protocol/chat/events.ts';
import { limits } from '../../src-shared/protocol/core/limits.ts';
import { ManualClock } from '../harness/manual-clock.ts';
import { clientFrame, closeCodeAfter, helloOf, RawWebSocket } from '../harness/raw-socket.ts';
import { actorOf, roomA, startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

describe('the first frame', () => {
  let host: TestGateway;

  before(async () => {
    host = await startTestGateway();
  });
  after(() => host[Symbol.asyncDispose]());

  test('4001 comes to anything before hello, to a refused hello after its answer, and to silence', async () => {
    const early = await closeCodeAfter(host.port, (client) => client.request(1, 'chat.listRooms', {}), false);
    assert.equal(early, 4001);
    for (const data of [helloOf('bad'), {}, { ...helloOf('ada'), extra: 1 }]) {
      using client = await RawWebSocket.open(host.port);
      client.request(7, 'system.hello', data);
      await client.ending();
      assert.match(
        client.texts[0] ?? '',
        /^\{"id":7,"ok":false,"error":\{"kind":"(unauthenticated|bad_request)"/,
      );
      assert.equal(client.closeCode, 4001);
    }
    const clock = new ManualClock();
    await using patient = await startTestGateway({ clock });
    using silent = await RawWebSocket.open(patient.port);
    clock.advance(4999);
    assert.equal(silent.closeCode, undefined);
    clock.advance(1);
    await silent.ending();
    assert.equal(silent.closeCode, 4001);
  });

  test('4010 comes after the answer to a protocol version that this host does not speak', async () => {
    using client = await RawWebSocket.open(host.port);
    client.request(1, 'system.hello', { ...helloOf('ada'), protocol: 2, newKey: true });
    await client.ending();
    assert.match(client.texts[0] ?? '', /"kind":"unsupported"/);
    assert.equal(client.closeCode, 4010);
  });

  test('what follows hello at once is served after it, in order', async () => {
    using client = await RawWebSocket.open(host.port);
    const request = (id: number, op: string, data: unknown) => clientFrame(JSON.stringify({ id, op, data }));
    const requests = [request(1, 'system.hello', helloOf('eager'))];
    for (let id = 2; id <= 200; id += 1)
      requests.push(request(id, 'chat.markRead', { roomId: 'r', seq: id }));
    client.write(Buffer.concat(requests));
    await client.until(() => client.texts.length === 200);
    const ids = client.texts.map((text) => (JSON.parse(text) as { id: number }).id);
    assert.deepEqual(
      ids,
      Array.from({ length: 200 }, (_, at) => at + 1),
    );
    const seqs = host.handled.slice(-199).map(({ input }) => (input as { seq: number }).seq);
    assert.deepEqual(seqs, ids.slice(1));
  });

  test('at most 16 connections a session; the next one is told so', async () => {
    const clients = [];
    for (let at = 0; at < limits.connectionsPerSession; at += 1) {
      clients.push(await RawWebSocket.signedIn(host.port, 'many'));
    }
    using last = await RawWebSocket.open(host.port);
    last.request(1, 'system.hello', helloOf('many'));
    await last.ending();
    assert.match(last.texts[0] ?? '', /"kind":"overloaded"/);
    for (const client of clients) client[Symbol.dispose]();
  });

  test('the hello answer is the first frame, whatever observers tell in that turn', async () => {
    await using host = await startTestGateway({
      observers: [
        {
          connected: ({ actor }) =>
            host.gateway.publisher.toAudiences([roomA], typing, {
              roomId: roomA,
              accountId: actor.accountId,
            }),
          disconnected: () => undefined,
        },
      ],
    });
    using client = await WireClient.signedIn(host.url, 'ada');
    await client.event('chat.typing');
    assert.deepEqual(
      client.frames.map((frame) => ('event' in frame ? frame.event : frame.id)),
      [1, 'chat.typing'],
    );
    assert.deepEqual(Object.keys(client.hello ?? {}), [
      'sessionId',
      'account',
      'rooms',
      'limits',
      'serverTime',
    ]);
  });

  test('P7 a session that ends while its hello is prepared never becomes live', async () => {
    let ended = false;
    await using host = await startTestGateway({
      authenticator: { authenticate: (token) => (ended ? undefined : { ...actorOf(token) }) },
      helloParts: [
        {
          prepare: () => {
            ended = true;
            return Promise.resolve(undefined);
          },
          snapshot: () => ({ fields: {}, audiences: [roomA] }),
        },
      ],
    });
    using client = await RawWebSocket.open(host.port);
    client.request(1, 'system.hello', helloOf('ada'));
    await client.ending();
    assert.equal(client.closeCode, 4001);
    assert.match(client.texts[0] ?? '', /"kind":"unauthenticated"/);
  });

  test('S4 an address whose hellos fail too often is told to wait and closed; others and its live ones are not touched', async () => {
    await using strict = await startTestGateway({ limitProfile: 'normal' });
    using live = await WireClient.signedIn(strict.url, 'ada');
    const answer = async (token: string, from?: string) => {
      using client = await RawWebSocket.open(strict.port, '', from);
      client.request(1, 'system.hello', helloOf(token));
      await client.until(() => client.texts.length > 0);
      if (!(client.texts[0] ?? '').includes('"ok":true')) {
        await client.ending();
        assert.equal(client.closeCode, 4001);
      }
      return client.texts[0] ?? '';
    };
    const kinds: string[] = [];
    for (let round = 0; round < 30; round += 1) {
      kinds.push(/"kind":"(\w+)"/.exec(await answer('bad'))?.[1] ?? 'none');
    }
    const firstWait = kinds.indexOf('rate_limited');
    assert.ok(firstWait >= 19 && firstWait <= 22, kinds.join(' '));
    assert.match(await answer('bo'), /"kind":"rate_limited".*"retryAfterMs":\d+/);
    assert.match(await answer('bo', '127.0.0.9'), /"ok":true/);
    await live.call('chat.listRooms', {});
  });

  test('S4 other frames and hanging up before hello count as failed hellos too', async () => {
    await using strict = await startTestGateway({ limitProfile: 'normal' });
    const from = (at: number) => `127.0.1.${at}`;
    const ways: ((client: RawWebSocket) => void)[] = [
      (client) => client.request(1, 'chat.listRooms', {}),
      (client) => client.write(clientFrame('no envelope')),
      (client) => client.write(clientFrame('binary', { opcode: 2 })),
      (client) => client.socket.end(),
    ];
    for (const [at, fail] of ways.entries()) {
      let answer = '';
      for (let round = 0; round < 60 && !answer.includes('rate_limited'); round += 1) {
        using client = await RawWebSocket.open(strict.port, '', from(at));
        fail(client);
        await client.ending();
        using next = await RawWebSocket.open(strict.port, '', from(at));
        next.request(1, 'system.hello', helloOf('ada'));
        await next.until(() => next.texts.length > 0);
        answer = next.texts[0] ?? '';
      }
      assert.match(answer, /rate_limited/, `way ${at}`);
    }
  });
});
