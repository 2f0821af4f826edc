/** `npm run bench -- NAME [flags]` runs bench/NAME.ts; without a name it lists them. Benches print figures and judge nothing. */
import { existsSync, globSync } from 'node:fs';
import { run } from './run.ts';

const [name, ...flags] = process.argv.slice(2);
if (name === undefined || !existsSync(`bench/${name}.ts`)) {
  console.log(
    `benches: ${globSync('bench/*.ts')
      .map((file) => file.slice(6, -3))
      .join(', ')}`,
  );
  process.exitCode = name === undefined ? 0 : 2;
} else {
  const { code } = await run('node', [`bench/${name}.ts`, ...flags], { quiet: false });
  process.exitCode = code;
}
