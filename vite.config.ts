import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { emojiAssets } from './scripts/emoji-assets.ts';

/** The client: one bundle for the window and for browsers on the LAN. Nothing in it comes from the internet. */
export default defineConfig({
  root: 'src-renderer',
  base: '/',
  publicDir: 'public',
  plugins: [react(), emojiAssets()],
  // The file says why.
  resolve: { alias: { entities: path.resolve('src-renderer/features/chat/few-entities.ts') } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined data would need a weaker content security policy, and would not be cached by name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
