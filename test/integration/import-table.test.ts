import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { importTable } from '../../scripts/import-table.ts';
import { lintImports } from '../../scripts/lint-imports.ts';

/** A file that the row speaks about, made from its pattern. */
function fileFor(pattern: string): string {
  const file = pattern
    .replace('**/*.', 'src-shared/base/planted.')
    .replace('/**', '/planted.ts')
    .replace('*', 'planted');
  return file.endsWith('.tsx') || file.endsWith('.ts') ? file : `${file}.ts`;
}

function lintPlanted(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'hearth-import-table-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return lintImports(root).breaches;
  } finally {
    rmSync(root, { recursive: true });
  }
}

for (const row of importTable) {
  test(`a planted package in ${row.files} is found`, () => {
    const breaches = lintPlanted({ [fileFor(row.files)]: "import 'left-pad';\n" });
    assert.equal(breaches.length, 1, breaches.join('\n'));
    assert.match(breaches[0] ?? '', /may not import the package left-pad/);
  });
  if (row.files.startsWith('src-') && !row.may.includes('src-main/**')) {
    test(`a planted import of a shell in ${row.files} is found`, () => {
      const file = fileFor(row.files);
      const up = '../'.repeat(file.split('/').length - 1);
      const shell = row.files.startsWith('src-main/shell-headless') ? 'shell-electron' : 'shell-headless';
      const breaches = lintPlanted({ [file]: `export * from '${up}src-main/${shell}/main.ts';\n` });
      assert.equal(breaches.length, 1, breaches.join('\n'));
    });
  }
}

test('a component may not reach past another one’s door, nor upwards', () => {
  const breaches = lintPlanted({
    'src-main/components/chat/chat-service.ts': "import '../account/account-service.ts';\n",
    'src-main/components/account/account-service.ts': "import '../chat/index.ts';\n",
    'src-main/components/profile/profile-service.ts': "import '../account/index.ts';\n",
  });
  assert.equal(breaches.length, 2, breaches.join('\n'));
});

test('a cycle is found, type-only ones too', () => {
  const breaches = lintPlanted({
    'src-shared/base/a.ts': "import type { B } from './b.ts';\nexport type A = B;\n",
    'src-shared/base/b.ts': "import type { A } from './a.ts';\nexport type B = A;\n",
  });
  assert.deepEqual(breaches, [
    'import cycle: src-shared/base/a.ts -> src-shared/base/b.ts -> src-shared/base/a.ts',
  ]);
});

test('the table is held against this very tree', () => {
  const { breaches, files } = lintImports(path.resolve(import.meta.dirname, '../..'));
  assert.deepEqual(breaches, []);
  assert.ok(files > 20, `${files} files read`);
});
