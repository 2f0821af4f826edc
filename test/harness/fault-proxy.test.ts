import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { faultProxyName, startFaultProxy } from './fault-proxy.ts';

/** A server that answers each connection's bytes with a hundred. */
async function startAnswering(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write('x'.repeat(100)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Asks through the proxy and counts what comes back, until the way ends or a hundred bytes are there. */
function ask(port: number) {
  const socket = connect({ port, host: faultProxyName });
  let bytes = 0;
  let failure = '';
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= 100) socket.emit('whole');
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code ?? error.message;
  });
  const closed = once(socket, 'close').catch(() => undefined);
  socket.write('hello');
  return {
    socket,
    whole: once(socket, 'whole', { signal: AbortSignal.timeout(10_000) }),
    async ending() {
      await closed;
      return { bytes, failure };
    },
  };
}

test('the proxy passes everything on, and resets after as many bytes of answer as it was told', async () => {
  const fates = [undefined, { resetAfterBytes: 40 }, { resetAfterBytes: 0 }];
  await using server = await startAnswering();
  await using proxy = await startFaultProxy({
    port: server.port,
    random: Math.random,
    fate: () => fates.shift(),
  });
  const whole = ask(server.port);
  await whole.whole;
  const half = ask(server.port);
  half.whole.catch(() => undefined);
  const { bytes } = await half.ending();
  assert.ok(bytes <= 40, `${bytes} bytes came`);
  const nothing = ask(server.port);
  nothing.whole.catch(() => undefined);
  assert.deepEqual(await nothing.ending(), { bytes: 0, failure: 'ECONNRESET' });
  assert.deepEqual(proxy.figures, { accepted: 3, open: 1, reset: 2 });
  // What lives can be struck later: with its next answer, or at once.
  assert.equal(proxy.strike({ share: 1, answerBytes: 0 }), 1);
  whole.socket.write('again');
  assert.deepEqual(await whole.ending(), { bytes: 100, failure: 'ECONNRESET' });
  const cut = ask(server.port);
  await cut.whole;
  assert.equal(proxy.cut(0.05), 1);
  assert.deepEqual(await cut.ending(), { bytes: 100, failure: 'ECONNRESET' });
});
