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
    },
  };
}
