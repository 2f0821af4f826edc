import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { limits } from '../../src-shared/protocol/core/limits.ts';
import {
  clientFrame,
  closeCodeAfter,
  type FrameShape,
  helloOf,
  RawSocket,
  RawWebSocket,
  upgradeRequest,
} from '../harness/raw-socket.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';

describe('frames as bytes', () => {
  let host: TestGateway;

  before(async () => {
    host = await startTestGateway();
  });
  after(() => host[Symbol.asyncDispose]());

  test('S7 fragments without end, frames without bound and offered compression', async () => {
    const pieces = (payload: string, count: number) =>
      Buffer.concat([
        clientFrame(payload, { final: false }),
        ...Array.from({ length: count }, () => clientFrame(payload, { opcode: 0, final: false })),
      ]);
    assert.equal(
      await closeCodeAfter(host.port, (client) => client.write(pieces('x', 100))),
      1008,
      'one byte each',
    );
    assert.equal(
      await closeCodeAfter(host.port, (client) => client.write(pieces('', 100))),
      1008,
      'nothing in them',
    );
    const huge: FrameShape[] = [
      { announced: 1n << 63n },
      { announced: (1n << 53n) + 1n },
      { announced: 100n * 1024n * 1024n },
      { announced: BigInt(limits.frameBytes + 1) },
    ];
    for (const shape of huge) {
      assert.equal(
        await closeCodeAfter(host.port, (client) => client.write(clientFrame('', shape))),
        1009,
        String(shape.announced),
      );
    }
    assert.equal(
      await closeCodeAfter(host.port, (client) => client.write(pieces('x'.repeat(60_000), 3))),
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
      await closeCodeAfter(host.port, (client) => client.write(clientFrame('x', { reserved: 4 }))),
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
