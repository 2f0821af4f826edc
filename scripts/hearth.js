#!/usr/bin/env node
// The `hearth` command. Plain JavaScript for any Node, because its first task is to find one that is new enough.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const neededNodeApi = 10;
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** This Node if it is new enough, else the one that `npm ci` brought along. */
function findNode() {
  if (Number(process.versions.napi) >= neededNodeApi) return process.execPath;
  const require = createRequire(import.meta.url);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(require.resolve(`${name}/package.json`));
    const program = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(program)) return program;
  } catch {
    // Not brought along on this system; said below.
  }
  process.stderr.write(
    `Node 22.14 or newer is needed; this is ${process.version}. Run \`npm ci\` in ${root} first.\n`,
  );
  process.exit(1);
}

const bundle = path.join(root, 'dist/host/main.js');
const source = path.join(root, 'src-main/shell-headless/main.ts');
const entry = process.env.HEARTH_FROM_SOURCE === '1' || !existsSync(bundle) ? source : bundle;
const node = findNode();

if (node === process.execPath && entry === bundle) {
  process.argv.splice(1, 1, entry);
  await import(entry);
} else {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGKILL' ? 137 : 1);
  });
}
