/**
 * `npm start`: builds what is stale, then opens the desktop app where Electron's program is there or can be had in a
 * moment, otherwise the headless host with the browser. It never hangs or dies because a download failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildStale } from './build.ts';

/** A download that has not come by then is not waited for. */
const downloadMs = 20_000;
const require = createRequire(import.meta.url);

function electronFolder(): string | undefined {
  try {
    return path.dirname(require.resolve('electron/package.json'));
  } catch {
    // Installed without development packages.
    return undefined;
  }
}

function electronProgram(folder: string): string | undefined {
  const pathFile = path.join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = path.join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

function findElectron(): string | undefined {
  const folder = electronFolder();
  if (folder === undefined || !existsSync('dist/electron/main.js')) return undefined;
  const isScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!isScreen) return undefined;
  const present = electronProgram(folder);
  if (present !== undefined || process.env.HEARTH_NO_DOWNLOAD === '1') return present;
  if (!existsSync(path.join(folder, 'install.js'))) return undefined;
  console.log('Looking for the desktop app’s runtime …');
  spawnSync(process.execPath, [path.join(folder, 'install.js')], { stdio: 'ignore', timeout: downloadMs });
  return electronProgram(folder);
}

await buildStale({ force: false });
const electron = findElectron();
if (electron === undefined)
  console.log(
    'There is no screen, or no runtime of the desktop app, so the host runs without a window of its own.',
  );
const [command, args] =
  electron === undefined
    ? [process.execPath, ['dist/host/main.js', 'serve', '--browser', ...process.argv.slice(2)]]
    : [electron, ['.', ...process.argv.slice(2)]];
const child = spawn(command, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
