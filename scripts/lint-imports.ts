/** Holds every import of the tree against `import-table.ts`. Usage: `node scripts/lint-imports.ts [folder]`. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import { type ImportRow, importTable } from './import-table.ts';

interface FoundImport {
  readonly from: string;
  readonly specifier: string;
}

function importsOf(root: string, file: string): FoundImport[] {
  const parsed = parseSync(file, readFileSync(path.join(root, file), 'utf8'));
  const specifiers = [
    ...parsed.module.staticImports.map((statement) => statement.moduleRequest.value),
    ...parsed.module.staticExports.flatMap((statement) =>
      statement.entries.flatMap((entry) => (entry.moduleRequest ? [entry.moduleRequest.value] : [])),
    ),
    ...parsed.module.dynamicImports.flatMap((dynamic) => {
      const text = readFileSync(path.join(root, file), 'utf8').slice(
        dynamic.moduleRequest.start,
        dynamic.moduleRequest.end,
      );
      const literal = /^['"](.*)['"]$/.exec(text);
      return literal?.[1] === undefined ? [] : [literal[1]];
    }),
  ];
  return specifiers.map((specifier) => ({ from: file, specifier }));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:*';
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function rowFor(file: string): ImportRow | undefined {
  return importTable.find((row) => path.matchesGlob(file, row.files));
}

function breachOf(found: FoundImport): string | undefined {
  const row = rowFor(found.from);
  if (!row) return `${found.from}: no row of scripts/import-table.ts speaks about this file`;
  if (!found.specifier.startsWith('.')) {
    const name = packageOf(found.specifier);
    return row.packages.includes(name)
      ? undefined
      : `${found.from}: may not import the package ${name} (row ${row.files})`;
  }
  const target = path.posix.join(path.posix.dirname(found.from), found.specifier).replace(/\?.*$/, '');
  const sameRow = row.files.endsWith('**') && path.matchesGlob(target, row.files) && rowFor(target) === row;
  if (sameRow || row.may.some((allowed) => path.matchesGlob(target, allowed))) return undefined;
  return `${found.from}: may not import ${target} (row ${row.files})`;
}

function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const cycles: string[] = [];
  function visit(file: string): void {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push(`import cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    state.set(file, 'open');
    trail.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    trail.pop();
    state.set(file, 'done');
  }
  for (const file of graph.keys()) visit(file);
  return cycles;
}

/** Every breach below `root`, one sentence each; and how many files were read, so that reading none cannot pass. */
export function lintImports(root: string): { breaches: string[]; files: number } {
  const files = globSync('{src-*,test,bench,scripts}/**/*.{ts,tsx}', { cwd: root })
    .concat(globSync('*.config.ts', { cwd: root }))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !file.startsWith('test/weakened/'));
  const breaches: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const targets: string[] = [];
    for (const found of importsOf(root, file)) {
      const breach = breachOf(found);
      if (breach) breaches.push(breach);
      if (found.specifier.startsWith('.')) {
        targets.push(path.posix.join(path.posix.dirname(file), found.specifier));
      }
    }
    graph.set(file, targets);
  }
  return { breaches: [...breaches, ...cyclesIn(graph)], files: files.length };
}

if (import.meta.main) {
  const { breaches, files } = lintImports(process.argv[2] ?? '.');
  for (const breach of breaches) console.error(breach);
  if (files === 0) console.error('no files found');
  process.exitCode = breaches.length > 0 || files === 0 ? 1 : 0;
}
