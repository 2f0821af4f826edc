/** Types of all projects, lint with the import table, format, unit and integration tests: all of them, then one verdict. */
import { mkdirSync } from 'node:fs';
import { run } from './run.ts';

mkdirSync('test-results', { recursive: true });
const steps: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'node', ['scripts/types.ts']],
  ['lint', 'node', ['node_modules/oxlint/bin/oxlint', '--deny-warnings']],
  ['imports', 'node', ['scripts/lint-imports.ts']],
  ['format', 'node', ['node_modules/@biomejs/biome/bin/biome', 'format']],
  ['tests', 'node', ['scripts/test-unit.ts']],
];

let failed = false;
for (const [name, command, args] of steps) {
  const startedMs = performance.now();
  const { code } = await run(command, args, { quiet: false });
  console.log(
    `${code === 0 ? 'ok  ' : 'FAIL'} ${name} ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  if (code !== 0) failed = true;
  if (code !== 0 && name === 'types') break;
}
process.exitCode = failed ? 1 : 0;
