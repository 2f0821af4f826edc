import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { clientFrame, closeCodeAfter, helloOf, RawSocket, RawWebSocket } from '../harness/raw-socket.ts';
import { roomA, startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

describe('frames of signed-in clients', () => {
  let host: TestGateway;

  before(async () => {
    host = await startTestGateway();
  });
  after(() => host[Symbol.asyncDispose]());

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
      const code = await closeCodeAfter(host.port, (client) => client.write(clientFrame(text)));
      assert.equal(code, 4000, text.slice(0, 60));
    }
    assert.equal(
      await closeCodeAfter(host.port, (client) => client.write(clientFrame('{"id":1}', { opcode: 2 }))),
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
});
