import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { accountStoreModule } from '../../src-main/components/account/account-store-sqlite.ts';
import { chatStoreModule } from '../../src-main/components/chat/chat-store-sqlite.ts';
import { ExitError } from '../../src-main/kernel/hearth-error.ts';
import type { FromThread } from '../../src-main/store/thread-messages.ts';
import { Writer } from '../../src-main/store/writer.ts';
import { rounds } from '../harness/long-form.ts';
import { startCommand } from '../harness/spawned-host.ts';
import { WriteLoad } from '../harness/write-load.ts';

const names = ['server', 'communication', 'audit'] as const;
const scratch = mkdtempSync(path.join(tmpdir(), 'hearth-damaged-'));
after(() => rmSync(scratch, { recursive: true }));
/** A folder that was closed in order, one whose host was killed, with its logs, and one of another host. Each is copied and then damaged. */
const closed = path.join(scratch, 'closed');
const killed = path.join(scratch, 'killed');
const other = path.join(scratch, 'other');

before(async () => {
  for (const [folder, signal] of [
    [closed, 'SIGTERM'],
    [killed, 'SIGKILL'],
    [other, 'SIGKILL'],
  ] as const) {
    if (folder === killed) cpSync(closed, folder, { recursive: true });
    await using host = await startCommand(folder);
    using load = new WriteLoad(host.url, path.basename(folder));
    await load.start(4);
    await load.untilAcknowledged(200);
    await host.kill(signal);
  }
});

/** What the next start makes of a folder: refused in words, or what it holds, with what the owner is told. */
type Start =
  | { readonly refused: string; readonly exitCode: number }
  | { readonly rows: string; readonly warnings: readonly string[] };

function start(folder: string): Start {
  const messages: FromThread[] = [];
  const options = { role: 'writer', folder, ballastBytes: 0, minimumFreeBytes: 0 } as const;
  let writer: Writer;
  try {
    writer = new Writer(options, [accountStoreModule, chatStoreModule], (message) => messages.push(message));
  } catch (error) {
    assert.ok(error instanceof ExitError, `refused in words: ${String(error)}`);
    return { refused: error.message, exitCode: error.exitCode };
  }
  writer.close();
  const warnings = messages.flatMap((message) => (message.kind === 'warning' ? [message.message] : []));
  return { rows: rowsOf(folder), warnings };
}

/** Every row of every table that holds something of a person's, as one text. */
function rowsOf(folder: string): string {
  return names
    .map((name) => {
      const database = new Database(path.join(folder, `${name}.db`), { readonly: true });
      const tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .pluck()
        .all() as string[];
      const rows = tables
        .filter((table) => !table.startsWith('sqlite_') && !['engine', 'outbox'].includes(table))
        .map((table) => JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).raw().all()));
      database.close();
      return rows.join('\n');
    })
    .join('\n');
}

let copies = 0;
function copyOf(folder: string): string {
  copies += 1;
  const copy = path.join(scratch, `copy-${copies}`);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

function flipBit(file: string): string {
  const bytes = readFileSync(file);
  const page = randomInt(Math.floor(bytes.length / 4096));
  const at = page * 4096 + randomInt(4096);
  const bit = randomInt(8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(file, bytes);
  return `bit ${bit} of byte ${at} in ${path.basename(file)}`;
}

function refusedUntouched(folder: string, name: string, words: RegExp): void {
  const file = path.join(folder, `${name}.db`);
  const kept = [file, `${file}-wal`].filter((each) => existsSync(each));
  const evidence = kept.map((each) => readFileSync(each));
  const found = start(folder);
  assert.ok('refused' in found, 'the start is refused');
  assert.match(found.refused, words);
  assert.equal(found.exitCode, 4);
  for (const [index, each] of kept.entries()) {
    assert.ok(evidence[index]?.equals(readFileSync(each)), `${each} is untouched`);
  }
}

test('D8 P14 one flipped bit in any page of a closed database is found, and the file is left as it is', (context) => {
  const flips = rounds({ short: 20, long: 200 });
  for (let round = 0; round < flips; round += 1) {
    const folder = copyOf(closed);
    const name = names[round % names.length] ?? 'server';
    const where = flipBit(path.join(folder, `${name}.db`));
    try {
      refusedUntouched(folder, name, new RegExp(`${name}\\.db (is|belongs|was|has)`));
    } catch (error) {
      throw new Error(where, { cause: error });
    }
    rmSync(folder, { recursive: true });
  }
  context.diagnostic(`${flips} flips in closed databases, all found`);
});

test('D8 one flipped bit in a database whose host was killed is found, or the log makes it good', (context) => {
  const flips = rounds({ short: 20, long: 200 });
  const whole = rowsOf(copyOf(killed));
  const counted = { found: 0, harmless: 0 };
  for (let round = 0; round < flips; round += 1) {
    const folder = copyOf(killed);
    const name = names[round % names.length] ?? 'server';
    const file = path.join(folder, `${name}.db`);
    const where = flipBit(file);
    const evidence = [readFileSync(file), readFileSync(`${file}-wal`)];
    const found = start(folder);
    if ('refused' in found) {
      counted.found += 1;
      assert.deepEqual([readFileSync(file), readFileSync(`${file}-wal`)], evidence, 'left as it is');
    } else counted.harmless += 1;
    assert.ok('refused' in found || found.rows === whole, `${where} went unseen`);
    rmSync(folder, { recursive: true });
  }
  context.diagnostic(
    `${flips} flips beside a log: ${counted.found} found, ${counted.harmless} made good by the log`,
  );
});

test('D8 P14 a cut tail, an empty file and another host’s file are refused and left as they are', () => {
  const damages: [string, (file: string) => void, RegExp][] = [
    ['cut by a page', (file) => truncateSync(file, readFileSync(file).length - 4096), /had \d+ bytes when/],
    [
      'cut inside a page',
      (file) => truncateSync(file, readFileSync(file).length - 1000),
      /had \d+ bytes when/,
    ],
    ['empty', (file) => truncateSync(file, 0), /is empty/],
    [
      'another host’s',
      (file) => copyFileSync(path.join(other, path.basename(file)), file),
      /host (left|closed) it/,
    ],
    ['another program’s', otherProgram, /belongs to another program/],
  ];
  for (const [, damage, words] of damages) {
    for (const name of names) {
      const folder = copyOf(closed);
      damage(path.join(folder, `${name}.db`));
      refusedUntouched(folder, name, words);
    }
  }
});

function otherProgram(file: string): void {
  rmSync(file);
  const database = new Database(file);
  database.exec('PRAGMA application_id = 77; CREATE TABLE theirs (x)');
  database.close();
}

test('D8 a log of another copy beside a closed database is refused; a foreign -shm does no harm', () => {
  const whole = rowsOf(copyOf(closed));
  for (const name of names) {
    const folder = copyOf(closed);
    copyFileSync(path.join(other, `${name}.db-wal`), path.join(folder, `${name}.db-wal`));
    refusedUntouched(folder, name, /-wal lies beside it, which must come from another copy/);
    const harmless = copyOf(closed);
    copyFileSync(path.join(other, `${name}.db-shm`), path.join(harmless, `${name}.db-shm`));
    assert.deepEqual(start(harmless), { rows: whole, warnings: [] });
  }
});

test('D8 P14 a missing log after a kill is told, and never means an empty start', async () => {
  for (const name of names) {
    const folder = copyOf(killed);
    rmSync(path.join(folder, `${name}.db-wal`));
    const found = start(folder);
    assert.ok('rows' in found);
    assert.match(
      found.warnings.join(' '),
      new RegExp(`${name}\\.db-wal is missing: the newest messages may be lost`),
    );
  }
  // A host that was killed before its first orderly end has everything in the logs.
  const young = path.join(scratch, 'young');
  await using host = await startCommand(young);
  await host.kill('SIGKILL');
  rmSync(path.join(young, 'communication.db-wal'));
  refusedUntouched(young, 'communication', /holds nothing any more: its log/);
});

test('D8 a first start that was cut off does not block the folder', async () => {
  const folder = path.join(scratch, 'cut-off');
  cpSync(closed, folder, { recursive: true });
  // As the first start leaves it between naming the second file and filling it.
  for (const name of ['communication', 'audit'] as const) {
    for (const ending of ['.db', '.seal']) rmSync(path.join(folder, name + ending));
  }
  writeFileSync(path.join(folder, 'communication.db'), '');
  writeFileSync(path.join(folder, 'being-made'), '');
  await using host = await startCommand(folder);
  assert.equal(await host.kill('SIGTERM'), 0);
  assert.ok(!existsSync(path.join(folder, 'being-made')));
});
