/**
 * Builds what is stale: the host (dist/host), the client (dist/renderer) and the desktop shell (dist/electron).
 * Usage: `node scripts/build.ts [--force]`.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build as esbuild, type BuildOptions } from 'esbuild';
import { build as viteBuild } from 'vite';

const stampFile = 'dist/stamps.json';
/** Native packages, and those that find files of their own beside themselves. */
const hostExternals = ['better-sqlite3', '@node-rs/argon2', 'sharp', 'electron'];
/** Lets bundled CommonJS packages call `require` from an ES module. */
const requireBanner =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

interface Target {
  readonly name: string;
  readonly sources: readonly string[];
  build(): Promise<void>;
}

const nodeBundle: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  sourcemap: 'linked',
  legalComments: 'none',
  external: hostExternals,
  banner: { js: requireBanner },
  logLevel: 'warning',
};

const targets: readonly Target[] = [
  {
    name: 'host',
    sources: ['src-shared/**/*.ts', 'src-main/**/*.ts', 'package-lock.json'],
    async build() {
      await esbuild({
        ...nodeBundle,
        entryPoints: {
          main: 'src-main/shell-headless/main.ts',
          'storage-thread': 'src-main/host/storage-thread.ts',
        },
        outdir: 'dist/host',
      });
    },
  },
  {
    name: 'renderer',
    sources: [
      'src-shared/**/*.ts',
      'src-renderer/**/*',
      'vite.config.ts',
      'assets/**/*',
      'package-lock.json',
    ],
    async build() {
      rmSync('dist/renderer', { recursive: true, force: true });
      await viteBuild({ configFile: 'vite.config.ts', logLevel: 'warn' });
      compress('dist/renderer');
    },
  },
  {
    name: 'electron',
    sources: ['src-shared/**/*.ts', 'src-main/**/*.ts', 'package-lock.json'],
    async build() {
      if (!existsSync('src-main/shell-electron/main.ts')) return;
      await esbuild({
        ...nodeBundle,
        entryPoints: {
          main: 'src-main/shell-electron/main.ts',
          'storage-thread': 'src-main/host/storage-thread.ts',
        },
        outdir: 'dist/electron',
      });
      await esbuild({
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node22',
        external: ['electron'],
        entryPoints: {
          'preload-chat': 'src-main/shell-electron/preload/chat.ts',
          'preload-administration': 'src-main/shell-electron/preload/administration.ts',
        },
        outdir: 'dist/electron',
        outExtension: { '.js': '.cjs' },
        logLevel: 'warning',
      });
    },
  },
];

/** Compressed forms beside every file that is worth it, so that the host never compresses while serving. */
function compress(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(html|js|css|json|svg|txt)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    if (body.length < 512) continue;
    const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: body.length > 500_000 ? 6 : 10 } };
    writeFileSync(`${file}.br`, brotliCompressSync(body, brotliOptions));
    writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }));
  }
}

function stampOf(target: Target): string {
  const hash = createHash('sha256');
  const files = target.sources.flatMap((pattern) => globSync(pattern)).toSorted();
  for (const file of files) {
    if (/\.test\.tsx?$/.test(file)) continue;
    if (!existsSync(file) || !/\.[a-z0-9]+$/i.test(file)) continue;
    hash.update(file).update(readFileSync(file));
  }
  return hash.update(readFileSync('scripts/build.ts')).digest('hex');
}

/** Builds the stale targets; names of those that were built. */
export async function buildStale(options: { force: boolean }): Promise<string[]> {
  const stamps: Record<string, string> = existsSync(stampFile)
    ? JSON.parse(readFileSync(stampFile, 'utf8'))
    : {};
  const built: string[] = [];
  for (const target of targets) {
    const stamp = stampOf(target);
    if (!options.force && stamps[target.name] === stamp) continue;
    const startedMs = performance.now();
    process.stdout.write(`building ${target.name} … `);
    await target.build();
    console.log(`${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    stamps[target.name] = stamp;
    built.push(target.name);
    mkdirSync('dist', { recursive: true });
    writeFileSync(stampFile, JSON.stringify(stamps));
  }
  return built;
}

if (import.meta.main) await buildStale({ force: process.argv.includes('--force') });
