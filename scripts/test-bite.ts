/**
 * Shows that important tests bite: each patch in test/weakened/ breaks the code once, in a scratch clone, and names
 * the test that must turn red. Header lines of a patch: `# file: <test file>` and `# test: <part of its title>`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './run.ts';

const wanted = process.argv.slice(2);
const patches = globSync('test/weakened/*.patch').filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

async function bites(patch: string): Promise<string | undefined> {
  const text = readFileSync(patch, 'utf8');
  const file = /^# file: (.+)$/m.exec(text)?.[1];
  const title = /^# test: (.+)$/m.exec(text)?.[1];
  if (!file || !title) return 'has no `# file:` or `# test:` line';
  const scratch = mkdtempSync(path.join(tmpdir(), 'hearth-bite-'));
  try {
    for (const tracked of execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n')) {
      if (tracked !== '') cpSync(tracked, path.join(scratch, tracked));
    }
    symlinkSync(path.resolve('node_modules'), path.join(scratch, 'node_modules'));
    execFileSync(
      'git',
      ['apply', '--unsafe-paths', '--whitespace=nowarn', `--directory=${scratch}`, path.resolve(patch)],
      {
        cwd: '/',
      },
    );
    const result = await run(
      'node',
      [
        '--test',
        '--test-force-exit',
        '--test-timeout=180000',
        `--test-name-pattern=${title}`,
        '--import',
        path.resolve('scripts/tsx-loader.ts'),
        file,
      ],
      { quiet: true, folder: scratch },
    );
    if (result.code === 0) return `“${title}” stays green`;
    return /# fail [1-9]|ℹ fail [1-9]/.test(result.output)
      ? undefined
      : `did not run: ${result.output.slice(-300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

let passed = 0;
let failed = 0;
for (const patch of patches) {
  const problem = await bites(patch);
  console.log(
    `${problem === undefined ? 'bites ' : 'FAILS '} ${patch}${problem === undefined ? '' : `: ${problem}`}`,
  );
  if (problem === undefined) passed += 1;
  else failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
