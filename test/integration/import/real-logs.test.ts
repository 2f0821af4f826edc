import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { parseIrcLog } from '../../../src-main/host/import/irc-parser.ts';
import { importIrcFiles } from '../../../src-main/host/import/import-irc.ts';
import { startTestHost } from '../../harness/test-host.ts';

const data = path.resolve(process.env.HEARTH_DATA ?? '../shared/data', 'irc-ubuntu');
const christmas = Date.parse('2004-12-25T00:00:00Z');

test('a log’s lines are understood: messages, actions, joins, leaves, renames, midnight, odd nicks', () => {
  const lines = parseIrcLog(
    [
      '=== ana has joined #room',
      '[23:58] <ana> hello bo',
      '[23:59]  * bo waves',
      '[00:01] <c[a] t> past midnight',
      '[00:02] (dora/#other) from elsewhere',
      '=== ana is now known as anna',
      '=== bo has quit [Read error]',
      '=== bo mutters something without a time',
    ].join('\n'),
    christmas,
  );
  assert.deepEqual(
    lines.map((line) => [line.kind, line.nick, line.text]),
    [
      ['join', 'ana', ''],
      ['message', 'ana', 'hello bo'],
      ['action', 'bo', 'waves'],
      ['message', 'c[a] t', 'past midnight'],
      ['message', 'dora', 'from elsewhere'],
      ['rename', 'ana', 'anna'],
      ['leave', 'bo', ''],
    ],
  );
  assert.equal(lines[3]?.atMs, christmas + 86_400_000 + 60_000);
});

test('importing twice adds nothing; equal lines of one file are all kept', async () => {
  await using host = await startTestHost();
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-irc-'));
  const file = path.join(folder, '2004-12-25.txt');
  writeFileSync(file, '[10:00] <ana> hi\n[10:00] <ana> hi\n[10:01] <bo> ana: hi\n');
  const options = { files: [file], room: 'old times', onProgress() {} };
  const first = await importIrcFiles(host.host.parts, options);
  const second = await importIrcFiles(host.host.parts, options);
  assert.deepEqual([first.added, second.added], [3, 0]);
  rmSync(folder, { recursive: true });
});

const reason = 'the shared data folder is not there';
test('the real logs import whole, fast, and twice without doubles', {
  skip: existsSync(data) ? false : reason,
}, async () => {
  await using host = await startTestHost();
  const files = readdirSync(data)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => path.join(data, name));
  const startedMs = performance.now();
  const first = await importIrcFiles(host.host.parts, { files, room: 'ubuntu', onProgress() {} });
  const perSecond = first.messages / ((performance.now() - startedMs) / 1000);
  assert.deepEqual([first.files, first.messages, first.added], [153, 196_519, 196_519]);
  // 20,000 a second are asked for; a fifth of it is the slack for a busy machine.
  assert.ok(perSecond > 4000, `${perSecond} messages a second`);
  const second = await importIrcFiles(host.host.parts, { files, room: 'ubuntu', onProgress() {} });
  assert.equal(second.added, 0);
  await host.restart();
  assert.deepEqual(await host.host.verify(), []);
});
