import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AccountId, SessionId } from '../../src-shared/base/ids.ts';
import { messageCreated, roomGone, roomJoined, typing } from '../../src-shared/protocol/chat/events.ts';
import { limits } from '../../src-shared/protocol/core/limits.ts';
import { EncodedJson } from '../../src-main/kernel/operation.ts';
import { refuse } from '../../src-main/kernel/hearth-error.ts';
import { ManualClock } from '../harness/manual-clock.ts';
import {
  clientFrame,
  type FrameShape,
  RawSocket,
  RawWebSocket,
  upgradeRequest,
} from '../harness/raw-socket.ts';
import {
  actorOf as actor,
  memberOf,
  roomA,
  startTestGateway,
  type TestGateway,
} from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

const helloOf = (token: string) => ({ token, protocol: 1, client: { name: 'raw', version: '1' } });

describe('the socket against hostile clients', () => {
  let host: TestGateway;

  before(async () => {
    host = await startTestGateway();
  });
  after(() => host[Symbol.asyncDispose]());

  async function codeAfter(
    write: (client: RawWebSocket) => void,
    signedIn = true,
  ): Promise<number | undefined> {
    using client = signedIn
      ? await RawWebSocket.signedIn(host.port, 'ada')
      : await RawWebSocket.open(host.port);
    write(client);
    await client.ending();
    return client.closeCode;
  }

  test('4000 what is no envelope closes the connection', async () => {
    const noEnvelopes = [
      '',
      ' ',
      'hello',
      '{',
      '[]',
      '"text"',
      '5',
      'null',
      '{}',
      '{"id":1}',
      '{"id":1,"op":"chat.listRooms"}',
      '{"op":"chat.listRooms","data":{}}',
      '{"id":"1","op":"chat.listRooms","data":{}}',
      '{"id":1,"data":{}}',
      '{"id":1,"op":5,"data":{}}',
      '{"id":1.5,"op":"a","data":{}}',
      '{"id":1,"op":"a","data":{}',
      '\ufeff{}',
      ...['0', '-1', '1e400', '9007199254740993', 'null', 'true', '[1]'].map(
        (id) => `{"id":${id},"op":"a","data":{}}`,
      ),
      '['.repeat(60_000),
      '{"a":'.repeat(10_000),
    ];
    for (const text of noEnvelopes) {
      const code = await codeAfter((client) => client.write(clientFrame(text)));
      assert.equal(code, 4000, text.slice(0, 60));
    }
    assert.equal(
      await codeAfter((client) => client.write(clientFrame('{"id":1}', { opcode: 2 }))),
      4000,
      'binary',
    );
  });

  test('a good envelope with a bad operation or input gets an answer, and the connection stays', async () => {
    using client = await RawWebSocket.signedIn(host.port, 'ada');
    const handledBefore = host.handled.length;
    const bad: [string, unknown, string][] = [
      ['chat.nothing', {}, 'unsupported'],
      ['__proto__', {}, 'unsupported'],
      ['x'.repeat(5000), {}, 'unsupported'],
      ['system.hello', helloOf('ada'), 'unsupported'],
      ['account.login', { username: 'a', password: 'b' }, 'unsupported'],
      ['manager.status', {}, 'forbidden'],
      ['chat.sendMessage', { roomId: roomA }, 'bad_request'],
      ['chat.sendMessage', null, 'bad_request'],
      ['chat.sendMessage', [], 'bad_request'],
      ['chat.sendMessage', 'text', 'bad_request'],
    ];
    for (const [at, [op, data, kind]] of bad.entries()) {
      client.request(100 + at, op, data);
      await client.until(() => client.texts.length === at + 2);
      const answer = client.texts.at(-1) ?? '';
      assert.ok(
        answer.startsWith(`{"id":${100 + at},"ok":false,"error":{"kind":"${kind}","message":"`),
        answer,
      );
    }
    assert.equal(host.handled.length, handledBefore);
    client.request(999, 'chat.listRooms', {});
    await client.until(() => client.texts.at(-1) === '{"id":999,"ok":true,"data":{}}');
  });

  test('S9 JSON traps are refused over HTTP and the socket, nothing runs, no prototype changes', async () => {
    const handledBefore = host.handled.length;
    using client = await WireClient.signedIn(host.url, 'ada');
    const message = (text: string) => `{"roomId":"r","text":${text},"nonce":"n"}`;
    const traps = [
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
      message(`${'['.repeat(30_000)}${']'.repeat(30_000)}`),
      ...['1e400', '-1e400', '1', 'null', '{"toString":"x"}', '[]', 'true', '{"length":1}'].map(message),
      ...['"\\ud800"', '"\\udc00"', '"a\\ud83d"', '"\\ude00\\ud83d"', '"\\uD83Dx"'].map(message),
      '{"roomId":"r","text":"x","nonce":"n","replyTo":9007199254740993}',
      '{"roomId":"r","text":"x","nonce":"n","replyTo":1e400}',
      '{"roomId":"r","text":"x","nonce":"n","replyTo":-1}',
      '{"roomId":"r","text":"x","nonce":"n","replyTo":1.5}',
      '{"roomId":"r","text":"x","nonce":"n","__proto__":{"role":"owner"}}',
      '{"roomId":"r","text":"x","nonce":"n","constructor":{"prototype":{"role":"owner"}}}',
      '{"__proto__":{"roomId":"r","text":"x","nonce":"n"}}',
      '{"roomId":"r","text":"x","nonce":"n","text":5}',
      '{"roomId":"r","roomId":["r"],"text":"x","nonce":"n"}',
      `{"roomId":"r","text":"x","nonce":"n","mediaIds":[${'"m",'.repeat(5000)}"m"]}`,
      message(`"${'\\u0000'.repeat(8001)}"`),
    ];
    for (const trap of traps) {
      const answer = await fetch(`${host.url}/api/v1/chat/sendMessage`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ada' },
        body: trap,
      });
      const title = `${trap.slice(0, 80)}: ${await answer.text()}`;
      assert.equal(answer.status, 400, title);
      const id = traps.indexOf(trap) + 1000;
      client.socket.send(`{"id":${id},"op":"chat.sendMessage","data":${trap}}`);
      const reply = await client.reply(id);
      assert.ok(!reply.ok && reply.error.kind === 'bad_request', title);
    }
    const head = `Host: 127.0.0.1:${host.port}\r\nAuthorization: Bearer ada\r\nContent-Type: application/json\r\n`;
    using raw = new RawSocket(host.port);
    raw.write(
      `POST /api/v1/chat/sendMessage HTTP/1.1\r\n${head}Content-Length: 42\r\n\r\n{"roomId":"r","text":"\xff\xfe ..","nonce":"n1"}`,
    );
    await raw.until(() => raw.statuses.length > 0);
    assert.deepEqual(raw.statuses, [400], 'not UTF-8');
    assert.equal(host.handled.length, handledBefore);
    assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
  });

  test('4001 comes to anything before hello, to a refused hello after its answer, and to silence', async () => {
    const early = await codeAfter((client) => client.request(1, 'chat.listRooms', {}), false);
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

  test('S7 fragments without end, frames without bound and offered compression', async () => {
    const pieces = (payload: string, count: number) =>
      Buffer.concat([
        clientFrame(payload, { final: false }),
        ...Array.from({ length: count }, () => clientFrame(payload, { opcode: 0, final: false })),
      ]);
    assert.equal(await codeAfter((client) => client.write(pieces('x', 100))), 1008, 'one byte each');
    assert.equal(await codeAfter((client) => client.write(pieces('', 100))), 1008, 'nothing in them');
    const huge: FrameShape[] = [
      { announced: 1n << 63n },
      { announced: (1n << 53n) + 1n },
      { announced: 100n * 1024n * 1024n },
      { announced: BigInt(limits.frameBytes + 1) },
    ];
    for (const shape of huge) {
      assert.equal(
        await codeAfter((client) => client.write(clientFrame('', shape))),
        1009,
        String(shape.announced),
      );
    }
    assert.equal(
      await codeAfter((client) => client.write(pieces('x'.repeat(60_000), 3))),
      1009,
      'too much in parts',
    );
    using offering = new RawSocket(host.port);
    offering.write(
      upgradeRequest(host.port, 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n'),
    );
    await offering.until(() => offering.text.includes('\r\n\r\n'));
    assert.match(offering.text, /^HTTP\/1\.1 101 /);
    assert.doesNotMatch(offering.text, /Sec-WebSocket-Extensions/i);
    assert.equal(
      await codeAfter((client) => client.write(clientFrame('x', { reserved: 4 }))),
      1002,
      'compressed',
    );
  });

  test('W1 frames are taken and refused as RFC 6455 says', async () => {
    const good = JSON.stringify({ id: 1, op: 'system.hello', data: helloOf('wanda') });
    const cases: [string, Buffer, number | undefined][] = [
      ['not masked', clientFrame(good, { masked: false }), 1002],
      ...[1, 2, 3, 4, 5, 6, 7].map((reserved): [string, Buffer, number] => [
        `reserved bits ${reserved}`,
        clientFrame(good, { reserved }),
        1002,
      ]),
      ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Buffer, number] => [
        `opcode ${opcode}`,
        clientFrame('x', { opcode }),
        1002,
      ]),
      ['continuation of nothing', clientFrame('x', { opcode: 0 }), 1002],
      [
        'a new message within a message',
        Buffer.concat([clientFrame('x', { final: false }), clientFrame('y')]),
        1002,
      ],
      ['fragmented ping', clientFrame('x', { opcode: 9, final: false }), 1002],
      ['long ping', clientFrame('x'.repeat(126), { opcode: 9 }), 1002],
      ['long pong', clientFrame('x'.repeat(126), { opcode: 10 }), 1002],
      ['long close', clientFrame(`\x03\xe8${'x'.repeat(124)}`, { opcode: 8 }), 1002],
      ['close of one byte', clientFrame('x', { opcode: 8 }), 1002],
      ...[0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535].map((code): [string, Buffer, number] => [
        `close code ${code}`,
        clientFrame(Buffer.from([code >> 8, code & 255]), { opcode: 8 }),
        1002,
      ]),
      ['close reason not UTF-8', clientFrame(Buffer.from([0x03, 0xe8, 0xff]), { opcode: 8 }), 1007],
      ...[1000, 1001, 1003, 3000, 4999].map((code): [string, Buffer, number] => [
        `close code ${code}`,
        clientFrame(Buffer.from([code >> 8, code & 255]), { opcode: 8 }),
        code,
      ]),
      ['close without code', clientFrame('', { opcode: 8 }), undefined],
      ...['c0af', 'eda080', 'f4908080', 'ff', 'e282', '80', 'f8888080'].map(
        (hex): [string, Buffer, number] => [
          `text ${hex} is not UTF-8`,
          clientFrame(Buffer.from(hex, 'hex')),
          1007,
        ],
      ),
    ];
    for (const [title, bytes, code] of cases) {
      using client = await RawWebSocket.open(host.port);
      client.write(bytes);
      await client.ending();
      assert.equal(client.closeCode, code, title);
    }
  });

  test('W1 pings come back with their payload, also between fragments and byte by byte', async () => {
    using client = await RawWebSocket.open(host.port);
    const hello = JSON.stringify({ id: 1, op: 'system.hello', data: helloOf('wanda') });
    const middle = Math.floor(hello.length / 2);
    const bytes = Buffer.concat([
      clientFrame(hello.slice(0, middle), { final: false }),
      ...Array.from({ length: 10 }, (_, at) => clientFrame(`ping ${at}`, { opcode: 9 })),
      clientFrame('unasked', { opcode: 10 }),
      clientFrame('', { opcode: 0, final: false }),
      clientFrame(hello.slice(middle), { opcode: 0 }),
    ]);
    client.socket.setNoDelay(true);
    for (const byte of bytes.subarray(0, 300)) client.write(Buffer.from([byte]));
    client.write(bytes.subarray(300));
    await client.until(() => client.texts.length === 1);
    const pongs = client.frames
      .filter((frame) => frame.opcode === 10)
      .map((frame) => frame.payload.toString());
    assert.deepEqual(
      pongs,
      Array.from({ length: 10 }, (_, at) => `ping ${at}`),
    );
  });

  test('S6 a flood of pings or pongs, read or not, is cut and holds no memory', async () => {
    for (const opcode of [9, 10]) {
      using client = await RawWebSocket.signedIn(host.port, 'flood');
      client.socket.pause();
      const flood = Buffer.concat(
        Array.from({ length: 500 }, () => clientFrame('x'.repeat(125), { opcode })),
      );
      client.write(flood);
      client.socket.resume();
      await client.ending();
    }
    assert.deepEqual(
      [...host.gateway.connections.views()].filter((view) => view.actor.accountId === 'flood'),
      [],
    );
  });
});

describe('connections that live', () => {
  test('S1 a client that never reads is cut with at most 1 MiB held, and others get everything', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    using reader = await WireClient.signedIn(host.url, 'reader');
    using deaf = await RawWebSocket.signedIn(host.port, 'deaf');
    deaf.socket.pause();
    const views = () => [...host.gateway.connections.views()].map((view) => view.actor.accountId).toSorted();
    assert.deepEqual(views(), ['deaf', 'reader']);
    const text = 'x'.repeat(4096);
    let sent = 0;
    while (views().length === 2 && sent < 20_000) {
      for (let burst = 0; burst < 50; burst += 1) {
        sent += 1;
        host.gateway.publisher.toAudience(roomA, messageCreated, { seq: sent, text });
      }
      await reader.until(() => (reader.frames.length === sent + 1 ? true : undefined));
      assert.ok(host.gauge('hearth_outbox_bytes') <= 1024 * 1024);
    }
    assert.deepEqual(views(), ['reader'], `still there after ${sent} events`);
    assert.equal(reader.events('chat.messageCreated').length, sent);
  });

  test('S1 N3 a client that takes nothing for ten seconds, and one that answers no ping, is gone', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    using stalled = await RawWebSocket.signedIn(host.port, 'stalled');
    stalled.socket.pause();
    const views = () => [...host.gateway.connections.views()].length;
    // The kernels take some megabytes; after them a little stays in the outbox and stands still there.
    while (host.gauge('hearth_outbox_bytes') === 0) {
      host.gateway.publisher.toAudience(roomA, messageCreated, { text: 'x'.repeat(100_000) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    clock.advance(1000);
    clock.advance(9000);
    assert.equal(views(), 1);
    clock.advance(1000);
    assert.equal(views(), 0);

    using silent = await RawWebSocket.signedIn(host.port, 'silent');
    assert.equal(views(), 1);
    clock.advance(45_000);
    await silent.ending();
    assert.equal(views(), 0);
  });

  test('the heartbeat keeps whoever answers it', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    using client = await WireClient.signedIn(host.url, 'ada');
    for (let beat = 0; beat < 8; beat += 1) {
      const pinged = new Promise((resolve) => client.socket.once('ping', resolve));
      clock.advance(15_000);
      await pinged;
      await client.call('chat.listRooms', {});
    }
    assert.equal(client.closed, undefined);
    const [view] = host.gateway.connections.views();
    assert.equal(typeof view?.roundTripMs, 'number');
  });

  test('the sender hears its answer before its own event, everybody else the event', async () => {
    await using host = await startTestGateway({
      handlers: {
        'chat.sendMessage': (input) => {
          host.gateway.publisher.toAudience(roomA, messageCreated, { message: input });
          return new EncodedJson('{"message":', Buffer.from('{"seq":1}'), '}');
        },
      },
    });
    using sender = await WireClient.signedIn(host.url, 'sender');
    using reader = await WireClient.signedIn(host.url, 'reader');
    const id = sender.send('chat.sendMessage', { roomId: roomA, text: 'hello', nonce: 'n' });
    await sender.event('chat.messageCreated');
    await reader.event('chat.messageCreated');
    const kinds = sender.frames.map((frame) => ('event' in frame ? frame.event : frame.id));
    assert.deepEqual(kinds.slice(-2), [id, 'chat.messageCreated']);
    assert.deepEqual(sender.frames.at(-2), { id, ok: true, data: { message: { seq: 1 } } });
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

  test('P7 admitted from here on, expelled after what was due, and a closed session hears nothing more', async () => {
    await using host = await startTestGateway({ helloParts: [memberOf()] });
    const { publisher, connections } = host.gateway;
    const ada = 'ada' as AccountId;
    using client = await WireClient.signedIn(host.url, 'ada');
    const say = (seq: number) => publisher.toAudience(roomA, messageCreated, { seq });
    say(1);
    publisher.toAccount(ada, roomJoined, { room: roomA });
    publisher.admit(roomA, ada);
    say(2);
    publisher.expel(roomA, ada);
    publisher.toAccount(ada, roomGone, { roomId: roomA, reason: 'removed' });
    say(3);
    publisher.admit(roomA, ada);
    say(4);
    assert.equal(connections.recentlyConnected('ada-first' as SessionId), true);
    connections.closeSession('ada-first' as SessionId, 'sessionEnded');
    assert.equal(connections.recentlyConnected('ada-first' as SessionId), false);
    say(5);
    assert.deepEqual(await client.ended(), { code: 4003, reason: 'sessionEnded' });
    const heard = client.frames
      .slice(1)
      .map((frame) => ('event' in frame ? Object.values(frame.data)[0] : 'reply'));
    assert.deepEqual(heard, [roomA, 2, roomA, 4]);
  });

  test('P7 a session that ends while its hello is prepared never becomes live', async () => {
    let ended = false;
    await using host = await startTestGateway({
      authenticator: { authenticate: (token) => (ended ? undefined : { ...actor(token) }) },
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

  test('over HTTP a session works while it is connected and 60 s after', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    const status = async () => {
      const answer = await fetch(`${host.url}/api/v1/chat/listRooms`, {
        headers: { Authorization: 'Bearer ada' },
      });
      await answer.text();
      return answer.status;
    };
    assert.equal(await status(), 401);
    const client = await WireClient.signedIn(host.url, 'ada');
    assert.equal(await status(), 200);
    client.socket.close();
    await client.ended();
    clock.advance(60_000);
    assert.equal(await status(), 200);
    clock.advance(1);
    assert.equal(await status(), 401);
  });

  test('a faulty handler is answered `internal` without a word of its own, and the next call works', async () => {
    await using host = await startTestGateway({
      handlers: {
        'chat.listRooms': () => {
          throw new Error('secret path /home/ada');
        },
        'chat.history': () => Promise.reject(new Error('secret')),
        'profile.get': () => 5n,
        'chat.joinRoom': () => refuse('not_found', 'There is no such room.'),
      },
    });
    using client = await WireClient.signedIn(host.url, 'ada');
    for (const [operation, data] of [
      ['chat.listRooms', {}],
      ['chat.history', { roomId: 'r' }],
      ['profile.get', { accountIds: ['a'] }],
    ] as const) {
      const reply = await client.reply(client.send(operation, data));
      assert.ok(!reply.ok && reply.error.kind === 'internal', operation);
      assert.doesNotMatch(JSON.stringify(reply), /secret/);
    }
    const refused = await client.reply(client.send('chat.joinRoom', { roomId: 'r' }));
    assert.deepEqual(refused, {
      id: 5,
      ok: false,
      error: { kind: 'not_found', message: 'There is no such room.' },
    });
  });

  test('rates: a flood of sends is answered rate_limited with the time to wait; others are not touched', async () => {
    await using host = await startTestGateway({ limitProfile: 'normal' });
    using flood = await WireClient.signedIn(host.url, 'gustav/first/guest');
    using other = await WireClient.signedIn(host.url, 'ada');
    const ids = Array.from({ length: 200 }, (_, at) =>
      flood.send('chat.sendMessage', { roomId: roomA, text: 'x', nonce: String(at) }),
    );
    const replies = await Promise.all(ids.map((id) => flood.reply(id)));
    assert.equal(replies.filter((reply) => reply.ok).length, 5);
    for (const reply of replies.slice(5)) {
      assert.ok(!reply.ok && reply.error.kind === 'rate_limited' && (reply.error.retryAfterMs ?? 0) > 0);
    }
    await other.call('chat.listRooms', {});
  });

  test('closing: every client hears 4009 after what was due, and nobody new gets in', async () => {
    await using host = await startTestGateway();
    using client = await WireClient.signedIn(host.url, 'ada');
    host.gateway.publisher.toAudience(roomA, messageCreated, { seq: 1 });
    await host.gateway.drain();
    assert.equal((await client.ended()).code, 4009);
    assert.equal(client.events('chat.messageCreated').length, 1);
    await assert.rejects(fetch(`${host.url}/api/v1/system/info`));
  });
});
