import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { operations } from '../../src-shared/protocol/registry.ts';
import { httpLimits } from '../../src-main/gateway/http/http-server.ts';
import { RawSocket } from '../harness/raw-socket.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';

describe('HTTP against hostile clients', () => {
  let host: TestGateway;

  before(async () => {
    host = await startTestGateway({ staticFiles: { '/': '<!doctype html>', '/assets/app.js': 'let a' } });
  });
  after(() => host[Symbol.asyncDispose]());

  const json = { 'Content-Type': 'application/json' };

  async function isAlive(): Promise<void> {
    const answer = await fetch(`${host.url}/api/v1/system/info`);
    assert.equal(answer.status, 200);
    await answer.text();
  }

  test('W2 each smuggling attempt gets one answer and then the end', async () => {
    const name = `Host: 127.0.0.1:${host.port}\r\n`;
    const post = `POST /api/v1/account/guest HTTP/1.1\r\n${name}Content-Type: application/json\r\n`;
    const smuggled = `GET /smuggled HTTP/1.1\r\n${name}\r\n`;
    const attempts: Record<string, string> = {
      'CL and TE': `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'TE and CL': `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
      'two lengths': `${post}Content-Length: 2\r\nContent-Length: 90\r\n\r\n{}${smuggled}`,
      'length list': `${post}Content-Length: 2, 2\r\n\r\n{}${smuggled}`,
      'negative length': `${post}Content-Length: -1\r\n\r\n${smuggled}`,
      'plus length': `${post}Content-Length: +2\r\n\r\n{}${smuggled}`,
      'hex length': `${post}Content-Length: 0x2\r\n\r\n{}${smuggled}`,
      'huge length': `${post}Content-Length: 99999999999999999999\r\n\r\n${smuggled}`,
      'TE twice': `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
      'TE unknown': `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'TE not last': `${post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n${smuggled}`,
      'TE with space before colon': `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'chunk size not hex': `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n${smuggled}`,
      'chunk size too large': `${post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
      'chunk without its end': `${post}Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n${smuggled}`,
      'chunk extension without end': `${post}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
      'bare LF after the first line': `GET / HTTP/1.1\n${name}\r\n`,
      'bare LF in the head': `GET / HTTP/1.1\r\n${name}X: 1\nTransfer-Encoding: chunked\r\n\r\n`,
      'bare CR in a value': `GET / HTTP/1.1\r\n${name}X: a\rb\r\n\r\n`,
      'folded header': `GET / HTTP/1.1\r\n${name}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`,
      'space before the first header': `GET / HTTP/1.1\r\n X: 1\r\n${name}\r\n`,
      'NUL in a value': `GET / HTTP/1.1\r\n${name}X: a\0b\r\n\r\n`,
      'NUL in the path': `GET /\0 HTTP/1.1\r\n${name}\r\n`,
      'space in the path': `GET /a b HTTP/1.1\r\n${name}\r\n`,
      'header without name': `GET / HTTP/1.1\r\n${name}: x\r\n\r\n`,
      'header without colon': `GET / HTTP/1.1\r\n${name}nonsense\r\n\r\n`,
      'unknown version': `GET / HTTP/9.9\r\n${name}\r\n`,
      'HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'no HTTP at all': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      'a very long path': `GET /${'a'.repeat(64 * 1024)} HTTP/1.1\r\n${name}\r\n`,
      '2,000 headers': `GET / HTTP/1.1\r\n${name}${'A: 1\r\n'.repeat(2000)}\r\n`,
      '8 KiB and more of one header': `GET / HTTP/1.1\r\n${name}X: ${'a'.repeat(9000)}\r\n\r\n`,
      'unknown expectation': `GET / HTTP/1.1\r\n${name}Expect: magic\r\n\r\n`,
      'proxy request': `CONNECT evil.example:443 HTTP/1.1\r\n${name}\r\n`,
      'upgrade without key': `GET /api/v1/socket HTTP/1.1\r\n${name}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      'upgrade with a bad key': `GET /api/v1/socket HTTP/1.1\r\n${name}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n`,
      'upgrade of an unknown version': `GET /api/v1/socket HTTP/1.1\r\n${name}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      'upgrade elsewhere': `GET /elsewhere HTTP/1.1\r\n${name}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      'upgrade by POST': `POST /api/v1/socket HTTP/1.1\r\n${name}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 0\r\n\r\n`,
    };
    const handledBefore = host.handled.length;
    for (const [title, request] of Object.entries(attempts)) {
      using client = new RawSocket(host.port);
      client.write(request);
      await client.until();
      assert.equal(client.statuses.length, 1, `${title}: ${client.text.slice(0, 400)}`);
      assert.ok(
        (client.statuses[0] ?? 0) >= 400 && (client.statuses[0] ?? 0) < 500,
        `${title}: ${client.text}`,
      );
    }
    assert.equal(host.handled.length, handledBefore);
    await isAlive();
  });

  test('W2 more than 64 headers are refused, never read in part', async () => {
    using client = new RawSocket(host.port);
    const many = 'A: 1\r\n'.repeat(63);
    client.write(`GET / HTTP/1.1\r\n${many}Host: 127.0.0.1:${host.port}\r\n\r\n`);
    await client.until(() => client.statuses.length === 1);
    client.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\n${many}Origin: http://evil.example\r\n\r\n`,
    );
    await client.until(() => client.statuses.length === 2);
    assert.deepEqual(client.statuses, [200, 431]);
  });

  test('W3 odd methods, types and paths get a 4xx in words and reach no file', async () => {
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/..\\package.json',
      '/assets/..',
      '/assets/',

      '/assets%2fapp.js',
      '/assets/app.js%00',
      '/assets//app.js',
      '//assets/app.js',
      '/./',
      '/%',
      '/%zz',
      '/index.html~',

      '/api/v1/',
      '/api/v1/chat',
      '/api/v1/chat/',
      '/api/v1/chat/nothing',
      '/api/v1/chat%2fhistory',
      '/api/v1/chat.history',

      '/api/v1/chat/history/more',
      '/api/v1/constructor',
      '/api/v1/__proto__',
      '/api/v1/__proto__/toString',
      '/api/v2/health',

      '/api/v1/../../etc/passwd',
      '/.git/config',
      '/package.json',
      '/server.db',
      'http://evil.example/',
      '*',
    ];
    for (const path of paths) {
      using client = new RawSocket(host.port);
      client.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nAuthorization: Bearer ada\r\n\r\n`,
      );
      await client.until(() => client.statuses.length > 0);
      assert.ok([400, 404].includes(client.statuses[0] ?? 0), `${path}: ${client.text.slice(0, 200)}`);
    }
    for (const method of ['TRACE', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND', 'BREW']) {
      for (const path of [
        '/',
        '/api/v1/health',
        '/api/v1/account/guest',
        '/metrics',
        '/api/v1/openapi.json',
      ]) {
        using client = new RawSocket(host.port);
        client.write(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nX-Secret: 1\r\n\r\n`);
        await client.until(() => client.statuses.length > 0);
        assert.ok([400, 405].includes(client.statuses[0] ?? 0), `${method} ${path}: ${client.statuses[0]}`);
        assert.doesNotMatch(client.text, /X-Secret/);
      }
    }
    await isAlive();
  });

  test('W4 every route carries the guarding headers and no banner', async () => {
    const routes = [
      '/',
      '/assets/app.js',
      '/nothing',
      '/metrics',
      '/api/v1/openapi.json',
      '/api/v1/health',
      '/api/v1/nothing',
    ];
    for (const { name } of operations) routes.push(`/api/v1/${name.replace('.', '/')}`);
    for (const route of routes) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const answer = await fetch(host.url + route, {
          method,
          ...(method === 'POST' ? { body: '{}', headers: json } : {}),
        });
        await answer.text();
        const title = `${method} ${route} ${answer.status}`;
        const headers = Object.fromEntries(answer.headers);
        assert.equal(headers['x-content-type-options'], 'nosniff', title);
        assert.equal(headers['referrer-policy'], 'no-referrer', title);
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin', title);
        assert.match(
          headers['content-security-policy'] ?? '',
          /default-src 'none'.*frame-ancestors 'none'/,
          title,
        );
        const kept = route === '/' || route === '/assets/app.js' ? /no-cache|no-store/ : /^no-store$/;
        assert.match(headers['cache-control'] ?? '', kept, title);
        for (const banner of ['server', 'x-powered-by', 'via'])
          assert.equal(headers[banner], undefined, title);
        assert.doesNotMatch(JSON.stringify(headers), /node|hearth\/|1\.2\.3/i, title);
      }
    }
  });

  test('W4 E10 the app page may load its own files and open its own socket, nothing else', async () => {
    const answer = await fetch(`${host.url}/`);
    assert.equal(await answer.text(), '<!doctype html>');
    const policy = new Map(
      (answer.headers.get('content-security-policy') ?? '').split('; ').map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    const own = `127.0.0.1:${host.port}`;
    assert.equal(policy.get('default-src'), "'none'");
    assert.equal(policy.get('script-src'), "'self'");
    assert.equal(policy.get('style-src'), "'self'");
    assert.equal(policy.get('connect-src'), `'self' ws://${own} wss://${own}`);
    for (const name of ['object-src', 'base-uri', 'form-action', 'frame-ancestors'])
      assert.equal(policy.get(name), "'none'");
    assert.equal(policy.get('require-trusted-types-for'), "'script'");
  });

  test('a body over 128 KiB is answered 413, announced or not, and only then cut', async () => {
    const large = '{"displayName":"' + 'x'.repeat(200 * 1024) + '"}';
    const announced = await fetch(`${host.url}/api/v1/account/guest`, {
      method: 'POST',
      body: large,
      headers: json,
    });
    assert.equal(announced.status, 413);
    assert.match(await announced.text(), /"kind":"too_large"/);
    using client = new RawSocket(host.port);
    const head = `Host: 127.0.0.1:${host.port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n`;
    client.write(
      `POST /api/v1/account/guest HTTP/1.1\r\n${head}\r\n${large.length.toString(16)}\r\n${large}\r\n`,
    );
    await client.until(() => client.statuses.length > 0);
    assert.deepEqual(client.statuses, [413]);
    // What is still on its way is taken, so that the answer is not lost in a reset; nothing in it is a request.
    client.write('0\r\n\r\n');
    client.write(`GET /${'x'.repeat(1000)} HTTP/1.1\r\n\r\n`);
    await client.until();
    assert.deepEqual(client.statuses, [413]);
    assert.equal(client.failure, undefined);
  });

  test('S3 slow heads, slow bodies, silent sockets and unread answers are cut, others are served meanwhile', async () => {
    // More than the buffers of both kernels take.
    const answerBytes = 32 * 1024 * 1024;
    await using hasty = await startTestGateway({
      httpLimits: {
        headersTimeoutMs: 300,
        requestTimeoutMs: 500,
        keepAliveMs: 200,
        checkEveryMs: 50,
        idleMs: 700,
      },
      staticFiles: { '/': 'x'.repeat(answerBytes) },
    });
    const open = () => Array.from({ length: 20 }, () => new RawSocket(hasty.port));
    const name = `Host: 127.0.0.1:${hasty.port}\r\n`;
    const silent = open();
    const slowHead = open();
    const slowBody = open();
    const kept = open();
    const unread = open().slice(0, 3);
    for (const client of slowHead) client.write(`GET / HTTP/1.1\r\n${name}X: `);
    for (const client of slowBody) {
      client.write(
        `POST /api/v1/account/guest HTTP/1.1\r\n${name}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      );
    }
    for (const client of kept) client.write(`GET /api/v1/system/info HTTP/1.1\r\n${name}\r\n`);
    for (const client of unread) {
      client.socket.pause();
      client.write(`GET / HTTP/1.1\r\n${name}\r\n`);
    }
    const served = await fetch(`${hasty.url}/api/v1/system/info`);
    assert.equal(served.status, 200);
    await served.text();
    await Promise.all([...silent, ...slowHead, ...slowBody, ...kept].map((client) => client.until()));
    for (const client of [...slowHead, ...slowBody]) assert.deepEqual(client.statuses, [408]);
    for (const client of kept) assert.deepEqual(client.statuses, [200]);
    await hasty.empty();
    for (const client of unread) client.socket.resume();
    await Promise.all(unread.map((client) => client.until()));
    for (const client of unread) assert.ok(client.socket.bytesRead < answerBytes);
  });

  test('S3 the times that a real host grants', () => {
    assert.deepEqual(
      [
        httpLimits.headersTimeoutMs,
        httpLimits.requestTimeoutMs,
        httpLimits.keepAliveMs,
        httpLimits.headerBytes,
      ],
      [10_000, 30_000, 5_000, 8192],
    );
  });

  test('rates are refused with the time to wait, and Retry-After says so too', async () => {
    await using strict = await startTestGateway({ limitProfile: 'normal' });
    let refused: Response | undefined;
    for (let call = 0; call < 25 && !refused; call += 1) {
      const answer = await fetch(`${strict.url}/api/v1/account/guest`, {
        method: 'POST',
        body: '{"displayName":"Ada"}',
        headers: json,
      });
      if (answer.status === 429) refused = answer;
      else await answer.text();
    }
    assert.ok(refused);
    const { error } = (await refused.json()) as { error: { kind: string; retryAfterMs: number } };
    assert.equal(error.kind, 'rate_limited');
    assert.equal(refused.headers.get('retry-after'), String(Math.ceil(error.retryAfterMs / 1000)));
  });
});
