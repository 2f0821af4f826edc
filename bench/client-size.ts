/**
 * What a browser must fetch before the client runs: the page, and every script and style that it names or that those
 * import at once. Usage: `npm run bench -- client-size [--json FILE]`. Parts loaded on demand and fonts are shown apart.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { buildStale } from '../scripts/build.ts';
import { report } from './harness/figures.ts';

const root = 'dist/renderer';
/** The aim of issue 2: kilobytes of a thousand, gzipped. */
const aimKilobytes = 250;

const { values } = parseArgs({ options: { json: { type: 'string' } } });
await buildStale({ force: false });

const first = firstLoad();
const onDemand = globSync('assets/*.{js,css}', { cwd: root }).filter((file) => !first.includes(file));
// The third face in the style sheet is for Cyrillic: its Latin part is never asked for.
const fonts = globSync('assets/{hanken,jetbrains}*-latin-wght-*.woff2', { cwd: root });
const total = sizes('first load', first);
report(
  'Client size in kB of a thousand bytes',
  [
    ...first.map((file) => sizes(`  ${file}`, [file])),
    total,
    sizes('first load with the two faces for Latin script', [...first, ...fonts]),
    { ...sizes('aim', []), gzip: aimKilobytes },
    sizes(`on demand (${onDemand.length} parts)`, onDemand),
    sizes('faces for Latin script (shown in place once there)', fonts),
  ],
  values.json,
);

/** The page and, from what it names, everything that static imports reach. */
function firstLoad(): string[] {
  const page = readFileSync(path.join(root, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css|svg))"/g)].map(
    (match) => match[1] ?? '',
  );
  const found = new Set(['index.html', ...named]);
  for (const file of found) {
    if (!file.endsWith('.js')) continue;
    for (const imported of staticImports(file)) found.add(imported);
  }
  return [...found];
}

/** Vite writes its chunks flat beside each other, so an import names a sibling; `import(` is on demand. */
function staticImports(file: string): string[] {
  const code = readFileSync(path.join(root, file), 'utf8');
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g)].map((match) =>
    path.posix.join(path.posix.dirname(file), match[1] ?? ''),
  );
}

/** Fonts are compressed already and served as they are. */
function sizes(name: string, files: readonly string[]) {
  const sums = { raw: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const body = readFileSync(path.join(root, file));
    const isPacked = file.endsWith('.woff2');
    sums.raw += body.length;
    sums.gzip += isPacked ? body.length : gzipSync(body, { level: 9 }).length;
    sums.brotli += isPacked ? body.length : brotliCompressSync(body).length;
  }
  const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;
  return { part: name, raw: kilobytes(sums.raw), gzip: kilobytes(sums.gzip), brotli: kilobytes(sums.brotli) };
}
