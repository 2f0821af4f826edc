/** The same tests in their long form: more rounds, exact time bounds. */
import { run } from './run.ts';

process.env.HEARTH_TEST_LONG = '1';
const { code } = await run('node', ['scripts/test-unit.ts', ...process.argv.slice(2)], { quiet: false });
process.exitCode = code;
