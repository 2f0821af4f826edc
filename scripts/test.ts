/** The README's test command: check, build, end-to-end in a real browser, then one line that sums all. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { buildStale } from './build.ts';
import { countsIn, run } from './run.ts';

mkdirSync('test-results', { recursive: true });
const check = await run('node', ['scripts/check.ts'], { quiet: false });
await buildStale({ force: false });
const browser = await run('node', ['node_modules/@playwright/test/cli.js', 'test'], { quiet: false });
const counts = countsIn(`${check.output}\n${browser.output}`);
const strays = straySkips();
for (const stray of strays) console.error(`skipped without being listed in test/skipped.txt: ${stray}`);
const failed = counts.failed + strays.length + Number(check.code !== 0 && counts.failed === 0);
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
process.exitCode = check.code === 0 && browser.code === 0 && strays.length === 0 ? 0 : 1;

/** Skipped tests must be known, each with its reason; printed here and compared with the committed list. */
function straySkips(): string[] {
  const listed = new Set(readFileSync('test/skipped.txt', 'utf8').split('\n'));
  const found = ['test-results/skipped-unit.txt', 'test-results/skipped-e2e.txt']
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line !== '');
  if (found.length > 0) console.log(`skipped here:\n${found.map((line) => `  ${line}`).join('\n')}`);
  return found.filter((line) => !listed.has(line));
}
