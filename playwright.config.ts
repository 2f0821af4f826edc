import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

// The browser is unpacked by name and never by version, so each version gets a folder of its own.
const browserFolder = path.join(tmpdir(), 'hearth-chromium-153');
mkdirSync(browserFolder, { recursive: true });
const kept = process.env.TMPDIR;
process.env.TMPDIR = browserFolder;
const { default: bundled } = await import('@sparticuz/chromium');
const fromPackage = process.env.CHROMIUM ?? (await bundled.executablePath());
if (kept === undefined) delete process.env.TMPDIR;
else process.env.TMPDIR = kept;
if (!existsSync(fromPackage)) throw new Error(`no browser at ${fromPackage}`);

/** End-to-end tests: a real host, real browsers. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  timeout: 45_000,
  workers: 1,
  retries: 0,
  reporter: [['list'], ['./test/e2e/counting-reporter.ts']],
  use: {
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: fromPackage,
      args: ['--no-sandbox', '--disable-background-networking'],
    },
    screenshot: 'only-on-failure',
  },
});
