import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { errorKinds } from '../../src-shared/protocol/core/error-kind.ts';
import { RawSocket, upgradeRequest } from '../harness/raw-socket.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';

describe('doors to other websites', () => {
  let host: TestGateway;

  before(async () => {
    host = await startTestGateway({ staticFiles: { '/': '<!doctype html>' } });
  });
  after(() => host[Symbol.asyncDispose]());

  async function statusOf(request: string): Promise<number | undefined> {
    using client = new RawSocket(host.port);
    client.write(request);
    await client.until(() => client.statuses.length > 0);
    return client.statuses[0];
  }

  const routes = [
    'GET /',
    'GET /no-such-file',
    'GET /api/v1/health',
    'GET /api/v1/system/info',
    'GET /api/v1/openapi.json',
    'GET /metrics',
    'POST /api/v1/account/guest',
  ];

  test('X1 P28 every route answers 421 to any Host that is not on the exact list', async () => {
    const { port } = host;
    const strangers = [
      'evil.example',
      `evil.example:${port}`,
      'localhost',
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `localhost.:${port}`,
      `localhost.evil:${port}`,
      `localhost.evil.example:${port}`,
      `evil.localhost:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `127.0.0.1.:${port}`,

      `127.1:${port}`,
      `2130706433:${port}`,
      `0x7f000001:${port}`,
      `0177.0.0.1:${port}`,
      `0.0.0.0:${port}`,

      `[::]:${port}`,
      `::1:${port}`,
      `[::1%25lo]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `[0:0:0:0:0:0:0:1]:${port}`,
      `192.168.1.21:${port}`,
      `192.168.1.20:${port + 1}`,
      '192.168.1.20',
      `192.168.1.200:${port}`,

      `hearth-box.evil.example:${port}`,
      `hearth-box.local.evil:${port}`,
      `hearth-box.:${port}`,
      'hearth-box',

      `not-hearth-box:${port}`,
      `hearth-box.locale:${port}`,
      `user@localhost:${port}`,
      `localhost:${port}@evil.example`,

      `localhost:0${port}`,
      `localhost:+${port}`,
      `localhost:${port}/`,
      `localhost:${port}?`,
      `localhost:`,
      `localhost:${port} evil.example`,
      `localhost:${port},evil.example`,
      'null',
      '*',
      '',
    ];
    assert.ok(strangers.length >= 40);
    for (const name of strangers) {
      const [method, path] = (routes[strangers.indexOf(name) % routes.length] ?? '').split(' ');
      assert.equal(
        await statusOf(`${method} ${path} HTTP/1.1\r\nHost: ${name}\r\n\r\n`),
        421,
        `Host ${name}`,
      );
    }
    for (const route of routes) {
      const [method, path] = route.split(' ');
      assert.equal(
        await statusOf(`${method} ${path} HTTP/1.1\r\nHost: evil.example:${port}\r\n\r\n`),
        421,
        route,
      );
      assert.equal(await statusOf(`${method} ${path} HTTP/1.1\r\n\r\n`), 421, `${route} without Host`);
      const twice = `Host: localhost:${port}\r\nHost: evil.example\r\n`;
      assert.ok(
        [400, 421].includes((await statusOf(`${method} ${path} HTTP/1.1\r\n${twice}\r\n`)) ?? 0),
        route,
      );
    }
    assert.equal(await statusOf(upgradeRequest(port, 'Host: evil.example\r\n')), 421);
  });

  test('X1 the addresses and names that the host listens on are let in', async () => {
    for (const name of [
      'localhost',
      'LOCALHOST',
      '127.0.0.1',
      '[::1]',
      '192.168.1.20',
      'hearth-box.local',
      '[fe80::1]',
    ]) {
      assert.equal(await statusOf(`GET / HTTP/1.1\r\nHost: ${name}:${host.port}\r\n\r\n`), 200, name);
    }
  });

  test('X2 an upgrade from any other origin is refused before 101, with a cookie too', async () => {
    const { port } = host;
    const own = `http://127.0.0.1:${port}`;
    const strangers = [
      'null',
      'http://evil.example',
      `http://evil.example:${port}`,
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1',

      `http://127.0.0.1:${port + 1}`,
      `${own}.evil.example`,
      `${own}/`,
      `${own}/path`,
      `${own}?`,
      `${own}#`,

      `http://localhost.evil:${port}`,
      `http://evil.localhost:${port}`,
      `http://localhost.:${port}`,
      'http://localhost',

      `ws://127.0.0.1:${port}`,
      `file://`,
      `data:`,
      `chrome-extension://abcdef`,
      `http:127.0.0.1:${port}`,

      `//127.0.0.1:${port}`,
      `127.0.0.1:${port}`,
      `http://user@127.0.0.1:${port}`,
      `http://127.0.0.1:${port}@evil.example`,

      `${own} http://evil.example`,
      `http://evil.example ${own}`,
      `${own},http://evil.example`,
      'hearth-app://other',

      'hearth-app://window.evil',
      'Hearth-App://window',
      `http://[::1]:${port + 1}`,
      `http://[::ffff:127.0.0.1]:${port}`,
    ];
    assert.ok(strangers.length >= 30);
    for (const origin of strangers) {
      const status = await statusOf(upgradeRequest(port, `Origin: ${origin}\r\nCookie: session=1\r\n`));
      assert.equal(status, 403, `Origin ${origin}`);
    }
    const twice = `Origin: ${own}\r\nOrigin: http://evil.example\r\n`;
    assert.notEqual(await statusOf(upgradeRequest(port, twice)), 101);
    assert.equal(await statusOf(upgradeRequest(port, 'Sec-Fetch-Site: cross-site\r\n')), 403);
    for (const origin of [
      own,
      `http://localhost:${port}`,
      `http://hearth-box.local:${port}`,
      'hearth-app://window',
    ]) {
      assert.equal(await statusOf(upgradeRequest(port, `Origin: ${origin}\r\n`)), 101, `Origin ${origin}`);
    }
    assert.equal(await statusOf(upgradeRequest(port)), 101, 'no browser');
  });

  test('X3 nothing that another website can send has an effect', async () => {
    const { port } = host;
    const handledBefore = host.handled.length;
    const body = '{"displayName":"Mallory"}';
    const head = `Host: 127.0.0.1:${port}\r\nContent-Length: ${body.length}\r\n`;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
      'application/jsonp',
      'text/plain; application/json',
      'application/json2',
      '',
    ]) {
      const request = `POST /api/v1/account/guest HTTP/1.1\r\n${head}Content-Type: ${type}\r\n\r\n${body}`;
      assert.equal(await statusOf(request), errorKinds.unsupported.status, `Content-Type ${type}`);
    }
    const without = `POST /api/v1/account/guest HTTP/1.1\r\n${head}\r\n${body}`;
    assert.equal(await statusOf(without), 400);
    const json = `${head}Content-Type: application/json\r\n`;
    for (const header of [
      'Origin: http://evil.example',
      'Origin: null',
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Site: same-site',
    ]) {
      const request = `POST /api/v1/account/guest HTTP/1.1\r\n${json}${header}\r\n\r\n${body}`;
      assert.equal(await statusOf(request), 403, header);
    }
    for (const path of ['account/guest', 'account/login', 'chat/sendMessage', 'account/logout']) {
      const request = `GET /api/v1/${path}?displayName=x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
      assert.equal(await statusOf(request), 405, `GET ${path}`);
    }
    assert.equal(host.handled.length, handledBefore);
    const honest = `POST /api/v1/account/guest HTTP/1.1\r\n${json}\r\n${body}`;
    assert.equal(await statusOf(honest), 200);
  });

  test('X3 only the desktop app’s own pages may read answers from another origin', async () => {
    const { port } = host;
    const answerTo = async (request: string): Promise<string> => {
      using client = new RawSocket(port);
      client.write(request);
      await client.until(() => client.statuses.length > 0);
      return client.text;
    };
    const head = `Host: 127.0.0.1:${port}\r\nSec-Fetch-Site: cross-site\r\n`;
    const asks = 'Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n';
    const preflight = (origin: string) =>
      answerTo(`OPTIONS /api/v1/account/guest HTTP/1.1\r\n${head}${asks}Origin: ${origin}\r\n\r\n`);
    const own = await preflight('hearth-app://window');
    assert.match(own, /^HTTP\/1\.1 204 /);
    assert.match(own, /Access-Control-Allow-Origin: hearth-app:\/\/window\r\n/);
    assert.match(own, /Vary: Origin/);
    const info = await answerTo(
      `GET /api/v1/system/info HTTP/1.1\r\n${head}Origin: hearth-app://window\r\n\r\n`,
    );
    assert.match(info, /Access-Control-Allow-Origin: hearth-app:\/\/window\r\n/);
    for (const origin of ['http://evil.example', 'null', 'hearth-app://other']) {
      const refused = await preflight(origin);
      assert.match(refused, /^HTTP\/1\.1 403 /, origin);
      assert.doesNotMatch(refused, /Access-Control/, origin);
    }
    const sameOrigin = await answerTo(`GET /api/v1/system/info HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    assert.doesNotMatch(sameOrigin, /Access-Control/);
  });

  test('X4 a cookie alone authorises nothing, and none is ever set', async () => {
    using client = new RawSocket(host.port);
    const head = `Host: 127.0.0.1:${host.port}\r\nCookie: token=ada; Authorization=Bearer ada\r\n`;
    client.write(`GET /api/v1/chat/listRooms HTTP/1.1\r\n${head}\r\n`);
    await client.until(() => client.statuses.length > 0);
    assert.deepEqual(client.statuses, [401]);
    assert.doesNotMatch(client.text, /set-cookie/i);
    assert.match(client.text, /Cross-Origin-Resource-Policy: same-origin/);
  });
});
