/** A host from source with a seeded world of named people, restarted when a source file changes. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { buildStale } from './build.ts';

await buildStale({ force: false });
mkdirSync('.cache/dev', { recursive: true });
const child = spawn(
  process.execPath,
  [
    '--watch-path=src-main',
    '--watch-path=src-shared',
    'src-main/shell-headless/main.ts',
    'serve',
    '--data',
    '.cache/dev',
    '--port',
    '4748',
  ],
  { stdio: 'inherit' },
);
process.on('SIGINT', () => child.kill('SIGINT'));
child.on('exit', (code) => {
  process.exitCode = code ?? 0;
});

/** Ana, Bo and Carla greet each other once the host answers. */
async function seed(): Promise<void> {
  const url = 'http://127.0.0.1:4748/api/v1';
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const answer = await fetch(`${url}/system/info`).catch(() => undefined);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const displayName of ['Ana', 'Bo', 'Carla']) {
    await fetch(`${url}/account/guest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ displayName }),
    });
  }
}
await seed();
