import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ExitError } from '../kernel/hearth-error.ts';
import { verifyAuditChain, AuditChain } from './audit-chain.ts';
import { migrate, migrations } from './migrator.ts';
import { damageIn, openDatabase, readBackPragmas, requiredPragmas } from './open-database.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hearth-open-'));
after(() => rmSync(folder, { recursive: true }));
const options = (name: string) =>
  ({ file: path.join(folder, name), name: 'communication', role: 'writer' }) as const;

test('D11 each setting that durability and safety rest on is read back, and a drifted one refuses', () => {
  const database = openDatabase(options('pragmas.db'));
  const drifts: Record<string, string> = {
    synchronous: 'NORMAL',
    foreign_keys: 'OFF',
    trusted_schema: 'ON',
    cell_size_check: 'OFF',
    temp_store: 'FILE',
  };
  assert.equal(requiredPragmas({ role: 'writer' }).synchronous, 2);
  for (const [pragma, wrong] of Object.entries(drifts)) {
    const right = database.pragma(pragma, { simple: true });
    database.pragma(`${pragma} = ${wrong}`);
    assert.throws(() => readBackPragmas(database, options('pragmas.db')), ExitError, pragma);
    database.pragma(`${pragma} = ${String(right)}`);
  }
  readBackPragmas(database, options('pragmas.db'));
  database.close();
});

test('P25 a file from a newer program is refused and not touched', () => {
  const { file } = options('newer.db');
  const database = openDatabase(options('newer.db'));
  migrate(database, file, migrations.communication);
  database.pragma('user_version = 9990');
  database.pragma('wal_checkpoint(TRUNCATE)');
  const before = readFileSync(file);
  assert.throws(
    () => migrate(database, file, migrations.communication),
    /written by a newer Hearth \(version 9990/,
  );
  database.close();
  assert.ok(readFileSync(file).equals(before));
});

test('P25 an upgrade keeps a copy and every row', () => {
  const { file } = options('older.db');
  const database = openDatabase(options('older.db'));
  const [base, ...later] = migrations.communication;
  assert.ok(base);
  migrate(database, file, [base]);
  database.prepare("INSERT INTO outbox (payload) VALUES ('kept')").run();
  migrate(database, file, [base, ...later]);
  assert.deepEqual(database.prepare('SELECT payload FROM outbox').pluck().all(), ['kept']);
  assert.ok(readFileSync(`${file}.before-${later.at(-1)?.number ?? 0}`).length > 0);
  database.close();
});

test('D8 a flipped byte inside the pages is found', () => {
  const { file } = options('flipped.db');
  const database = openDatabase(options('flipped.db'));
  migrate(database, file, migrations.communication);
  const insert = database.prepare('INSERT INTO outbox (payload) VALUES (?)');
  database.transaction(() => {
    for (let row = 0; row < 500; row += 1) insert.run('x'.repeat(500));
  })();
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const bytes = readFileSync(file);
  for (let page = 4; page < 60; page += 7) bytes.fill(0xff, page * 4096, page * 4096 + 16);
  writeFileSync(file, bytes);
  let found: string | undefined;
  try {
    const damaged = openDatabase(options('flipped.db'));
    found = damageIn(damaged);
    damaged.close();
  } catch (error) {
    found = String(error);
  }
  assert.ok(found);
});

test('the audit trail cannot be changed unseen: edits, gaps and a cut tail are found', () => {
  const name = 'audit.db';
  const database = openDatabase({ ...options(name), name: 'audit' });
  migrate(database, path.join(folder, name), migrations.audit);
  const chain = new AuditChain(database);
  const rows = Array.from({ length: 5 }, (_, index) => ({
    sourceId: index + 1,
    entry: {
      type: 'LOGIN_SUCCESS',
      severity: 'INFO',
      service: 'Auth',
      actorId: undefined,
      facts: { index },
      atMs: index,
    } as const,
  }));
  chain.append('server', rows);
  chain.append('server', rows);
  const { head } = chain;
  assert.equal(head.entries, 5);
  assert.deepEqual(verifyAuditChain(database, head), []);
  assert.throws(() => database.exec('DELETE FROM entries WHERE entry = 5'), /append-only/);
  database.exec('DROP TRIGGER entries_keep; DROP TRIGGER entries_stay');
  database.exec(`UPDATE entries SET facts = '{"index":9}' WHERE entry = 2`);
  assert.match(verifyAuditChain(database, head).join(' '), /Audit entry 2 was changed/);
  database.exec(
    `UPDATE entries SET facts = '{"index":1}' WHERE entry = 2; DELETE FROM entries WHERE entry = 5`,
  );
  assert.match(verifyAuditChain(database, head).join(' '), /was cut: 5 entries were written, 4 are left/);
  database.close();
});
