import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';

const run = promisify(execFile);
/** `@electron/fuses`: what marks the place of the fuses in Electron’s program. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 9;

/** Stands in for Electron’s own files, which cannot be had here: the names, and a program with all fuses on. */
function makeStandIn(folder: string): void {
  for (const sub of ['locales', 'resources']) mkdirSync(path.join(folder, sub), { recursive: true });
  const fuses = Buffer.concat([
    Buffer.from(`#!/bin/sh\nexit 0\n${fuseSentinel}`),
    Buffer.from([1, fuseCount]),
    Buffer.from('1'.repeat(fuseCount)),
    Buffer.alloc(64),
  ]);
  writeFileSync(path.join(folder, 'electron'), fuses);
  chmodSync(path.join(folder, 'electron'), 0o755);
  for (const name of [
    'chrome-sandbox',
    'chrome_crashpad_handler',
    'version',
    'LICENSE',
    'LICENSES.chromium.html',
  ]) {
    writeFileSync(path.join(folder, name), '45.4.1');
  }
  for (const name of ['en-US', 'de', 'fr', 'ja'])
    writeFileSync(path.join(folder, `locales/${name}.pak`), 'x');
}

test('E2 E3 the Linux package holds what it runs and nothing else, with the fuses of the table', async () => {
  test.skip(process.platform !== 'linux', 'each system is packed on itself');
  test.setTimeout(120_000);
  const scratch = mkdtempSync(path.join(tmpdir(), 'hearth-package-'));
  try {
    const standIn = path.join(scratch, 'electron');
    makeStandIn(standIn);
    const version = (
      JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: { electron: string } }
    ).devDependencies.electron;
    const out = path.join(scratch, 'out');
    await run(process.execPath, [
      'node_modules/electron-builder/cli.js',
      '--linux',
      'dir',
      `-c.electronDist=${standIn}`,
      `-c.electronVersion=${version}`,
      `-c.directories.output=${out}`,
    ]);
    const [app] = globSync(path.join(out, 'linux*unpacked'));
    if (app === undefined) throw new Error('nothing was packed');
    const files = listPackage(path.join(app, 'resources/app.asar'), { isPack: false });
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/dist/electron/main.js',
        '/dist/electron/storage-thread.js',
        '/dist/electron/preload-chat.cjs',
        '/dist/electron/preload-administration.cjs',
        '/dist/renderer/index.html',
        '/assets/tray.png',
        '/node_modules/better-sqlite3/lib/index.js',
        '/node_modules/@node-rs/argon2/index.js',
      ]),
    );
    const strays = files.filter((file) =>
      /\/(src-|test|bench|docs|scripts|\.ci)|\.(ts|tsx|map|cpp|hpp|br|gz)$|node-linux|node_modules\/(ws|jose|pino|react|electron)\b/.test(
        file,
      ),
    );
    expect(strays).toEqual([]);
    const unpacked = globSync(path.join(app, 'resources/app.asar.unpacked/**/*.node'));
    expect(unpacked.map((file) => path.basename(file))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^linux-(x64|arm64)\.node$/),
        expect.stringMatching(/^argon2\./),
      ]),
    );
    expect(unpacked.filter((file) => /darwin|win32/.test(path.basename(file)))).toEqual([]);
    const scripts = globSync(path.join(app, 'resources/app.asar.unpacked/**/*.{js,cjs,mjs}'));
    expect(scripts.filter((file) => !file.includes('/@img/'))).toEqual([]);
    expect(existsSync(path.join(app, 'resources/HEARTH-LICENSE.txt'))).toBe(true);
    expect(
      globSync(path.join(app, 'locales/*'))
        .map((file) => path.basename(file))
        .sort(),
    ).toEqual(['de.pak', 'en-US.pak']);

    const wire = await getCurrentFuseWire(path.join(app, 'hearth'));
    const on = '1'.codePointAt(0);
    const states = Object.fromEntries(
      Array.from({ length: fuseCount }, (_none, fuse) => [
        FuseV1Options[fuse],
        wire[fuse as FuseV1Options] === on,
      ]),
    );
    expect(states).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      WasmTrapHandlers: true,
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
