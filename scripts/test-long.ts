/**
 * The same tests in their long form: more rounds, exact time bounds, one file after another, hosts from the build.
 * Usage: `npm run test:long [-- path part …]`; without words, every file that has a long form.
 */
import { globSync, readFileSync } from 'node:fs';
import { buildStale } from './build.ts';
import { run } from './run.ts';

process.env.HEARTH_LONG = '1';
process.env.HEARTH_TEST_CONCURRENCY ??= '1';
const wanted = process.argv.slice(2);
const withLongForm = globSync('{src-*,test}/**/*.test.{ts,tsx}').filter((file) =>
  readFileSync(file, 'utf8').includes('harness/long-form.ts'),
);
await buildStale({ force: false });
const parts = wanted.length > 0 ? wanted : withLongForm;
const { code } = await run('node', ['scripts/test-unit.ts', ...parts], { quiet: false });
process.exitCode = code;
