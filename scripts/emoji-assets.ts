/** Copies the emoji data that the picker reads into the client’s own files: the picker must never ask the internet. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const files = ['en/data.json', 'en/messages.json'];

export function emojiAssets(): Plugin {
  return {
    name: 'hearth-emoji-assets',
    generateBundle() {
      for (const file of files) {
        const source = readFileSync(require.resolve(`emojibase-data/${file}`));
        this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source });
      }
      this.emitFile({ type: 'asset', fileName: 'emoji/names.json', source: JSON.stringify(emojiNames()) });
    },
  };
}

/** What people type between colons: `[emoji, name, …]` in the order of the picker, without skin tones. */
function emojiNames(): string[][] {
  const read = (file: string) =>
    JSON.parse(readFileSync(require.resolve(`emojibase-data/${file}`), 'utf8')) as unknown;
  const emoji = read('en/data.json') as { emoji: string; hexcode: string; order?: number; group?: number }[];
  const lists = ['github', 'emojibase'].map(
    (name) => read(`en/shortcodes/${name}.json`) as Record<string, string | string[]>,
  );
  return emoji
    .filter(({ order, group }) => order !== undefined && group !== undefined)
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ emoji: character, hexcode }) => {
      const names = new Set(lists.flatMap((list) => list[hexcode] ?? []));
      return [character, ...names];
    })
    .filter((row) => row.length > 1);
}
