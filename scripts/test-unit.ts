/**
 * Unit and integration tests: every `*.test.ts` beside the code and under test/ (not test/e2e, which Playwright runs).
 * Usage: `node scripts/test-unit.ts [path part …]`. Closes with `N passed, N failed, N skipped`.
 */
import { appendFileSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { isLong } from '../test/harness/long-form.ts';

const wanted = process.argv.slice(2);
const files = globSync('{src-*,test,scripts}/**/*.test.{ts,tsx}')
  .filter((file) => !file.startsWith('test/e2e/') && !file.startsWith('test/weakened/'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

if (files.length === 0) {
  console.error('no test file matches');
  process.exit(1);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
const skippedList = 'test-results/skipped-unit.txt';
mkdirSync('test-results', { recursive: true });
rmSync(skippedList, { force: true });

const stream = runTests({
  files,
  concurrency: Number(process.env.HEARTH_TEST_CONCURRENCY ?? 2),
  timeout: isLong ? 3_600_000 : 240_000,
  execArgv: ['--import', new URL('./tsx-loader.ts', import.meta.url).href],
});
stream.on('test:pass', (event) => {
  if (event.details.type === 'suite') return;
  if (event.skip !== undefined || event.todo !== undefined) {
    counts.skipped += 1;
    const reason = typeof event.skip === 'string' ? event.skip : 'no reason given';
    appendFileSync(skippedList, `${event.name} :: ${reason}\n`);
  } else {
    counts.passed += 1;
  }
});
stream.on('test:fail', (event) => {
  if (
    event.details.type === 'suite' &&
    'failureType' in event.details.error &&
    event.details.error.failureType === 'subtestsFailed'
  )
    return;
  counts.failed += 1;
  process.exitCode = 1;
});
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () => {
  setImmediate(() =>
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`),
  );
});
