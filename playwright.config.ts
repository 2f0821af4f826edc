import { defineConfig } from '@playwright/test';
import { chromiumPath } from './test/harness/chromium.ts';

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
      executablePath: await chromiumPath(),
      args: ['--no-sandbox', '--disable-background-networking'],
    },
    screenshot: 'only-on-failure',
  },
});
