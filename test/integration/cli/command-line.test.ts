import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { startCommand } from '../../harness/spawned-host.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'hearth-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

function hearth(...args: string[]): { code: number | null; out: string; problem: string } {
  const result = spawnSync(process.execPath, ['scripts/hearth.js', ...args], {
    encoding: 'utf8',
    env: { ...process.env, HEARTH_FROM_SOURCE: '1' },
    timeout: 30_000,
  });
  return { code: result.status, out: result.stdout, problem: result.stderr };
}

function refusedInOneSentence(result: ReturnType<typeof hearth>, code: number, words: RegExp): void {
  assert.equal(result.code, code, result.problem);
  assert.match(result.problem, words);
  assert.ok(!result.problem.includes('    at '), 'no stack for a person');
}

test('wrong usage is one plain sentence and exit code 2', () => {
  refusedInOneSentence(hearth('serve', '--prot', '1'), 2, /There is no flag --prot/);
  refusedInOneSentence(hearth('serve', '--port', 'http'), 2, /--port is a whole number from 0 to 65535/);
  refusedInOneSentence(hearth('serve', '--limit-profile', 'none'), 2, /one of normal, open/);
  refusedInOneSentence(hearth('sevre'), 2, /no command “sevre”/);
  refusedInOneSentence(
    hearth('setup', '--data', path.join(scratch, 'x')),
    2,
    /--owner NAME and --password-file FILE/,
  );
  refusedInOneSentence(
    hearth('import', 'irc', 'nothing.txt', '--room', 'r', '--data', scratch),
    2,
    /There is no file/,
  );
});

test('L2 a taken port is exit code 3 in one sentence', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const result = hearth(
    'serve',
    '--data',
    path.join(scratch, 'port'),
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
  );
  refusedInOneSentence(result, 3, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`));
  server.close();
});

test('L1 a second host on the same folder is refused; after kill -9 the folder is free at once', async () => {
  const folder = path.join(scratch, 'lock');
  const first = await startCommand(folder);
  refusedInOneSentence(
    hearth('serve', '--data', folder, '--port', '0'),
    3,
    /Another Hearth is running with the data folder/,
  );
  const beside = hearth('verify', '--data', folder);
  assert.deepEqual([beside.code, beside.out.trim()], [0, 'Everything agrees.']);
  await first.kill('SIGKILL');
  const second = await startCommand(folder);
  assert.equal(await second.kill('SIGTERM'), 0);
});

test('L5 SIGTERM closes cleanly within five seconds with exit code 0', async () => {
  const host = await startCommand(path.join(scratch, 'term'));
  const startedMs = performance.now();
  assert.equal(await host.kill('SIGTERM'), 0);
  assert.ok(performance.now() - startedMs < 5000);
});

test('D8 damaged, empty, alien and missing files are refused with exit code 4 and left as they are', async () => {
  const cases: [string, (folder: string) => void, RegExp][] = [
    [
      'empty',
      (folder) => truncateSync(path.join(folder, 'communication.db'), 0),
      /communication\.db is empty/,
    ],
    [
      'alien',
      (folder) => writeFileSync(path.join(folder, 'server.db'), 'this is no database at all'),
      /server\.db is damaged/,
    ],
    ['flipped', (folder) => flipPages(path.join(folder, 'communication.db')), /communication\.db/],
    ['missing', (folder) => rmSync(path.join(folder, 'communication.db')), /lacks communication\.db/],
  ];
  const sound = path.join(scratch, 'sound');
  await (await startCommand(sound)).kill('SIGTERM');
  for (const [name, damage, words] of cases) {
    const folder = path.join(scratch, `damaged-${name}`);
    cpSync(sound, folder, { recursive: true });
    damage(folder);
    refusedInOneSentence(hearth('serve', '--data', folder, '--port', '0'), 4, words);
  }
});

/** Overwrites the beginning of every third page but the first. */
function flipPages(file: string): void {
  const bytes = readFileSync(file);
  for (let at = 3 * 4096; at < bytes.length; at += 3 * 4096) bytes.fill(0xff, at, at + 12);
  writeFileSync(file, bytes);
}

test('L7 a folder that cannot be written to is refused in words', () => {
  const file = path.join(scratch, 'a-file');
  writeFileSync(file, '');
  refusedInOneSentence(
    hearth('serve', '--data', path.join(file, 'inside'), '--port', '0'),
    1,
    /cannot be written to/,
  );
  const open = path.join(scratch, 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  const result = hearth('verify', '--data', open);
  refusedInOneSentence(result, 2, /There is no Hearth data/);
});

test('doctor and help answer in words', () => {
  assert.match(hearth('help').out, /hearth serve/);
  const { out } = hearth('doctor', '--data', path.join(scratch, 'nowhere'), '--port', '0');
  assert.match(out, /Node-API/);
  assert.match(out, /Data folder .+ is still empty/);
});

test('npx runs the command from the root of the project without asking any registry', () => {
  const child = spawnSync('npx', ['--no', 'hearth', 'help'], { encoding: 'utf8', timeout: 30_000 });
  assert.match(child.stdout, /hearth serve/, child.stderr);
});
