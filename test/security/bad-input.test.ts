import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { silentLog } from '../../src-shared/base/log.ts';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import type { WireError } from '../../src-shared/protocol/core/error-kind.ts';
import { ExitError } from '../../src-main/kernel/hearth-error.ts';
import { openDataFolder } from '../../src-main/store/data-folder.ts';
import { clientFrame, helloOf, RawWebSocket } from '../harness/raw-socket.ts';
import { startTestHost, type TestHost } from '../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';

/** One sentence for a person: no stack, no word of a program, no more than a line or two. */
function isOneSentence(message: string): void {
  assert.match(message, /^[A-Z“`].*[.!]$/s, message);
  assert.ok(message.length <= 250, message);
  assert.doesNotMatch(message, /\n|undefined|\[object|Error:| at |SQLITE/, message);
}

function portOf(host: TestHost): number {
  return host.host.port;
}

const override = '\u202e';
const badNames: Readonly<Record<string, string>> = {
  'a control character': 'a\u0007b',
  'a zero': 'a\u0000b',
  'a line feed only': '\n',
  'an escape': 'a\u001b[31mb',
  'a right-to-left override': `${override}gnp.exe`,
  'an isolate': 'a\u2066b',
  'an invisible joiner': 'a\u200db',
  'a soft hyphen': 'a\u00adb',
  '300 letters': 'x'.repeat(300),
  nothing: '',
  spaces: '   ',
};

describe('7 bad input: names', () => {
  test('7 a name with control characters, overrides or 300 letters is refused in one sentence wherever a name is given', async (context) => {
    await using host = await startTestHost();
    const claim = (hostName: string, username: string) =>
      post(host.url, 'account.claimOwner', {
        ticket: host.host.claimCode ?? '',
        hostName,
        username,
        password: 'long enough',
      });
    let asked = 0;
    const refused = (title: string, { status, body }: { status: number; body: unknown }) => {
      asked += 1;
      const { error } = body as { error?: WireError };
      assert.deepEqual([status, error?.kind], [400, 'bad_request'], title);
      isOneSentence(error?.message ?? '');
    };
    for (const [what, name] of Object.entries(badNames)) {
      refused(`host: ${what}`, await claim(name, 'marta'));
      refused(`owner: ${what}`, await claim('Cellar', name));
      refused(`guest: ${what}`, await post(host.url, 'account.guest', { displayName: name }));
      refused(
        `account: ${what}`,
        await post(host.url, 'account.register', { username: name, password: 'long enough' }),
      );
      refused(
        `shown name: ${what}`,
        await post(host.url, 'account.register', {
          username: 'cleo',
          displayName: name,
          password: 'long enough',
        }),
      );
    }
    assert.equal(host.host.parts.account.people.count, 0, 'nothing was stored');
    using owner = await WireClient.signedIn(
      host.url,
      ((await claim('Cellar', 'marta')).body as TokenGrant).accessToken,
    );
    const { room } = await owner.call('chat.createRoom', {
      kind: 'channel',
      name: 'plans',
      visibility: 'public',
    });
    for (const [what, name] of Object.entries(badNames)) {
      const asks: [string, object][] = [
        ['profile.update', { displayName: name }],
        ['manager.rename', { hostName: name }],
        ['chat.createRoom', { kind: 'channel', name, visibility: 'public' }],
        ['chat.updateRoom', { roomId: room.roomId, name }],
      ];
      // A topic may be empty.
      if (name.trim() !== '') asks.push(['chat.updateRoom', { roomId: room.roomId, topic: name }]);
      for (const [operation, input] of asks) {
        const reply = await owner.reply(owner.send(operation, input));
        assert.ok(!reply.ok, `${operation}: ${what}`);
        refused(`${operation}: ${what}`, { status: 400, body: reply });
        assert.equal(reply.error.kind, 'bad_request');
      }
    }
    const { rooms } = await owner.call('chat.listRooms', {});
    assert.deepEqual(new Set(rooms.map(({ name }) => name)), new Set(['general', 'plans']));
    assert.equal((await owner.call('manager.status', {})).hostName, 'Cellar');
    context.diagnostic(`${asked} refusals`);
  });

  test('7 a client that names itself with what cannot be seen is listed without it', async () => {
    await using host = await startTestHost();
    const grant = await joinAsGuest(host.url, 'Ana');
    using ana = new WireClient(host.url);
    await ana.opened();
    await ana.call('system.hello', {
      token: grant.accessToken,
      protocol: 1,
      client: { name: `${override}a\u0000b\nc`, version: '1\u2066' },
    });
    const { sessions } = await ana.call('account.listSessions', {});
    assert.deepEqual(
      sessions.map(({ client }) => client),
      ['a b c 1'],
    );
  });
});

describe('7 bad input: messages', () => {
  test('7 a message of 8,001 characters is refused in one sentence over both transports, one of 8,000 is not', async () => {
    await using host = await startTestHost();
    const grant = await joinAsGuest(host.url, 'Ana');
    using ana = await WireClient.signedIn(host.url, grant.accessToken);
    const roomId = ana.generalId;
    const astral = '😀';
    for (const text of ['x'.repeat(8001), `${astral.repeat(4000)}x`, ' '.repeat(8001), '', ' \n ']) {
      const input = { roomId, text, nonce: `bad ${text.length}` };
      const reply = await ana.reply(ana.send('chat.sendMessage', input));
      assert.ok(!reply.ok && reply.error.kind === 'bad_request');
      isOneSentence(reply.error.message);
      const { status, body } = await post(host.url, 'chat.sendMessage', input, grant.accessToken);
      assert.equal(status, 400);
      assert.deepEqual((body as { error: WireError }).error, reply.error);
    }
    for (const text of ['x'.repeat(8000), astral.repeat(4000), 'ü'.repeat(8000)]) {
      const { message } = await ana.call('chat.sendMessage', { roomId, text, nonce: text.slice(0, 60) });
      assert.equal(message.text, text);
    }
    const { message } = await ana.call('chat.sendMessage', { roomId, text: 'short', nonce: 'short' });
    const edit = await ana.reply(
      ana.send('chat.editMessage', { roomId, seq: message.seq, text: 'x'.repeat(8001) }),
    );
    assert.ok(!edit.ok && edit.error.kind === 'bad_request');
    const page = await ana.call('chat.history', { roomId });
    assert.equal(page.messages.length, 4);
    assert.equal(page.messages.at(-1)?.text, 'short');
  });

  test('7 frames cut short, in no order or after a good one lose nothing that was acknowledged', async () => {
    await using host = await startTestHost();
    const grant = await joinAsGuest(host.url, 'Ana');
    using bo = await WireClient.guest(host.url, 'Bo');
    const roomId = bo.generalId;
    const frame = (id: number, text: string) =>
      clientFrame(JSON.stringify({ id, op: 'chat.sendMessage', data: { roomId, text, nonce: text } }));
    const hello = clientFrame(
      JSON.stringify({ id: 1, op: 'system.hello', data: helloOf(grant.accessToken) }),
    );
    const endings: [string, Buffer][] = [
      ['cut in the head', frame(3, 'never').subarray(0, 3)],
      ['cut in the text', frame(3, 'never').subarray(0, 40)],
      ['continued without a beginning', clientFrame('x', { opcode: 0 })],
      ['begun and never ended', clientFrame('{"id":3', { final: false })],
      ['binary', clientFrame('{"id":3}', { opcode: 2 })],
      ['huge', clientFrame('', { announced: 1n << 40n })],
      ['no envelope', clientFrame('{"id":0}')],
      ['empty', clientFrame('')],
    ];
    for (const [title, ending] of endings) {
      using client = await RawWebSocket.open(portOf(host));
      client.write(Buffer.concat([hello, frame(2, title)]));
      await client.until(() => client.texts.some((text) => text.startsWith('{"id":2,"ok":true')));
      client.write(ending);
      client.socket.end();
      await client.until();
      await bo.event('chat.messageCreated', (data) => data.message.text === title);
    }
    // Out of order, with ids used twice: each is answered under its id.
    using client = await RawWebSocket.open(portOf(host));
    client.write(Buffer.concat([hello, frame(9, 'nine'), frame(2, 'two'), frame(2, 'two again')]));
    await client.until(() => client.texts.filter((text) => text.includes('"ok":true')).length === 4);
    const page = await bo.call('chat.history', { roomId });
    const texts = page.messages.map((message) => message.text);
    assert.deepEqual(texts, [...endings.map(([title]) => title), 'nine', 'two', 'two again']);
    await host.restart();
    assert.deepEqual(await host.host.verify(), []);
  });
});

describe('7 bad input: folders', () => {
  /** Runs as somebody without rights where the tests run as root, whom no mode stops. */
  function asNobody(work: () => void): void {
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  test('7 L7 a folder that may only be read is refused in one sentence and left as it is', {
    skip: process.platform === 'win32' ? 'Windows has no such modes' : false,
  }, () => {
    const parent = mkdtempSync(path.join(tmpdir(), 'hearth-read-only-'));
    try {
      const folder = path.join(parent, 'data');
      mkdirSync(folder);
      chmodSync(parent, 0o755);
      chmodSync(folder, 0o555);
      if (process.getuid?.() === 0) chownSync(folder, 1, 1);
      for (const place of [folder, path.join(folder, 'inside')]) {
        asNobody(() =>
          assert.throws(
            () => openDataFolder(place, silentLog).close(),
            (error: unknown) => {
              assert.ok(error instanceof ExitError);
              assert.match(error.message, /cannot be written to: this user has no right to\.$/);
              isOneSentence(error.message);
              return true;
            },
          ),
        );
      }
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      chmodSync(path.join(parent, 'data'), 0o755);
      rmSync(parent, { recursive: true, force: true });
    }
  });

  test('7 P25 data from a newer Hearth is refused with exit code 4 in one sentence and left as it is', async () => {
    await using host = await startTestHost();
    await joinAsGuest(host.url, 'Ana');
    await host.host.close();
    const file = path.join(host.folder, 'communication.db');
    const database = new Database(file);
    database.pragma('user_version = 99999');
    database.close();
    // A newer Hearth would have closed the file with a seal of its own.
    rmSync(path.join(host.folder, 'communication.seal'));
    const before = readFileSync(file);
    const result = spawnSync(
      process.execPath,
      ['scripts/hearth.js', 'serve', '--data', host.folder, '--port', '0'],
      { encoding: 'utf8', env: { ...process.env, HEARTH_FROM_SOURCE: '1' }, timeout: 60_000 },
    );
    assert.equal(result.status, 4, result.stderr);
    assert.match(result.stderr, /communication\.db was written by a newer Hearth/);
    assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
    assert.ok(readFileSync(file).equals(before), 'untouched');
  });
});
