import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { OperationName } from '../../src-shared/protocol/registry.ts';
import { createLog } from '../../src-main/platform/log.ts';
import { startTestHost, type TestHost } from '../harness/test-host.ts';
import { post, WireClient } from '../harness/wire-client.ts';

/** Text that some layer somewhere would take for more than text. */
const corpus = [
  `'; DROP TABLE messages; --`,
  `" OR ""="`,
  `' UNION SELECT password_hash FROM accounts --`,
  `\\'; DELETE FROM accounts; --`,
  `'||(SELECT refresh_key FROM host)||'`,
  `%`,
  `_`,
  `%%%`,
  `[a-z]`,
  `*`,
  `"unclosed`,
  `NEAR(a b, 9999)`,
  `a OR b AND NOT c`,
  `text : x`,
  `^a -b +c`,
  `$.text`,
  `$[#-1]`,
  `{"$gt":""}`,
  `{"role":"owner"}`,
  `?1`,
  `:name`,
  `@name`,
  `$1`,
  `\${process.env.HOME}`,
  `{{7*7}}`,
  `%s%s%n`,
  `=HYPERLINK("http://evil.example")`,
  `+1+1`,
  `-1`,
  `../../etc/passwd`,
  `..\\..\\server.db`,
  `file:///etc/passwd`,
  `<script>alert(1)</script>`,
  `<img src=x onerror=alert(1)>`,
  `]]><!--`,
  `\\u0000\\x00`,
  `0x27`,
  `CON`,
  `null`,
  `undefined`,
  `NaN`,
  `__proto__`,
  `constructor`,
  `toString`,
];
/** What only free text may hold. */
const linesOfLog = [
  'hello\n{"level":50,"time":"2026-01-01T00:00:00.000Z","msg":"admin signed in"}',
  'hello\r\n[ERROR] forged',
  'tab\tand \u001b[31mcolour\u001b[0m',
  'zero \u0000 zero',
  'line \u2028 paragraph \u2029 end',
];

async function sendsBack(client: WireClient, text: string, nonce: string): Promise<void> {
  const roomId = client.generalId;
  const { message } = await client.call('chat.sendMessage', { roomId, text, nonce });
  assert.equal(message.text, text);
  const page = await client.call('chat.history', { roomId, limit: 1 });
  assert.equal(page.messages[0]?.text, text, 'as it was');
  await client.call('chat.editMessage', { roomId, seq: message.seq, text: `${text} ` });
  client.frames.length = 0;
}

/** An answer is what was asked for or a refusal in words; never a fault of the host’s. */
async function answered(client: WireClient, operation: OperationName, data: object): Promise<unknown> {
  const reply = await client.reply(client.send(operation, data));
  client.frames.length = 0;
  if (reply.ok) return reply.data;
  assert.notEqual(reply.error.kind, 'internal', `${operation} ${JSON.stringify(data)}`);
  assert.match(reply.error.message, /[.!]$/, reply.error.message);
  assert.doesNotMatch(reply.error.message, /sqlite|syntax|near "|token|column/i);
  return undefined;
}

async function everyField(client: WireClient, text: string): Promise<void> {
  const roomId = client.generalId;
  await answered(client, 'chat.createRoom', {
    kind: 'channel',
    name: text,
    topic: text,
    visibility: 'public',
  });
  await answered(client, 'chat.createRoom', {
    kind: 'group',
    visibility: 'private',
    memberIds: [text],
    workspaceId: text,
  });
  for (const operation of ['chat.joinRoom', 'chat.history', 'chat.listMembers', 'chat.typing'] as const) {
    await answered(client, operation, { roomId: text });
  }
  await answered(client, 'chat.listMembers', { roomId, after: text });
  await answered(client, 'chat.sync', { rooms: [{ roomId: text, since: 0, epoch: text }] });
  await answered(client, 'chat.react', { roomId, seq: 3, emoji: text, on: true });
  await answered(client, 'chat.addMember', { roomId, accountId: text });
  await answered(client, 'profile.get', { accountIds: [text] });
  await answered(client, 'account.endSession', { sessionId: text });
  await answered(client, 'account.identityToken', { audience: text });
}

async function overHttp(host: TestHost, text: string): Promise<void> {
  const inputs: [string, object][] = [
    ['account.guest', { displayName: text, invite: text, deviceId: text }],
    ['account.login', { username: text, password: text }],
    ['account.refresh', { refreshToken: text }],
    ['account.redeemOwnerTicket', { ticket: text }],
  ];
  for (const [operation, input] of inputs) {
    const { status } = await post(host.url, operation, input);
    assert.ok(status < 500, `${operation} ${text}: ${status}`);
  }
  const answer = await fetch(`${host.url}/api/v1/chat/history?roomId=${encodeURIComponent(text)}`);
  assert.equal(answer.status, 401);
  await answer.arrayBuffer();
}

test('A8 text stays text in SQL, in searches, in names, in figures and in the log', async (context) => {
  const logFolder = mkdtempSync(path.join(tmpdir(), 'hearth-injection-log-'));
  const log = createLog({ level: 'debug', folder: logFolder });
  try {
    await using host = await startTestHost({}, { log });
    using client = await WireClient.guest(host.url, 'Ana');
    const tables = tablesOf(host.folder);
    for (const [at, text] of [...corpus, ...linesOfLog].entries()) {
      await sendsBack(client, text, `nonce ${at}`);
      await sendsBack(client, text, `${text.slice(0, 50)} as a nonce`);
      await everyField(client, text);
    }
    for (const [at, text] of corpus.entries()) if (at % 3 === 0) await overHttp(host, text);
    // A percent sign finds the names with a percent sign, and nothing else.
    await post(host.url, 'account.guest', { displayName: '100% Percy' });
    for (const [text, found] of [
      ['%', ['100% Percy']],
      ['_', []],
      ['percy', ['100% Percy']],
      [`' OR 1=1 --`, []],
    ] as const) {
      const { profiles } = await client.call('profile.find', { text });
      const names = profiles.map((profile) => profile.displayName).filter((name) => !corpus.includes(name));
      assert.deepEqual(names, found, text);
    }
    using loud = new WireClient(host.url, { 'User-Agent': 'x" } forged {' });
    await loud.opened();
    const { body } = await post(host.url, 'account.guest', { displayName: 'Loud' });
    loud.send('system.hello', {
      token: (body as { accessToken: string }).accessToken,
      protocol: 1,
      client: { name: 'a\n{"level":50,"msg":"forged"}', version: '\u202e1' },
    });
    await loud.until(() => loud.frames[0]);
    assert.deepEqual(tablesOf(host.folder), tables);
    await host.restart();
    assert.deepEqual(await host.host.verify(), []);
  } finally {
    log.close();
  }
  const lines = readFileSync(path.join(logFolder, 'hearth.log'), 'utf8').trim().split('\n');
  for (const line of lines) {
    const entry = JSON.parse(line) as { level?: number; msg?: string };
    assert.ok(entry.level !== undefined && entry.msg !== undefined, line);
    assert.ok(entry.level < 50, `nothing failed: ${line}`);
    assert.doesNotMatch(line, /forged|admin signed in/);
  }
  context.diagnostic(`${corpus.length + linesOfLog.length} texts, ${lines.length} lines of log`);
  rmSync(logFolder, { recursive: true, force: true });
});

function tablesOf(folder: string): string[] {
  return ['server.db', 'communication.db', 'audit.db'].flatMap((file) => {
    const database = new Database(path.join(folder, file), { readonly: true });
    try {
      return database
        .prepare<[], string>('SELECT sql FROM sqlite_schema ORDER BY name')
        .pluck()
        .all()
        .map(String);
    } finally {
      database.close();
    }
  });
}
