/** A host as `hearth serve --json` starts it, with a storage thread that kills it between a commit and the caches. */
import path from 'node:path';
import { silentLog } from '../../../src-shared/base/log.ts';
import { loadConfig } from '../../../src-main/host/config/load-config.ts';
import { startHost } from '../../../src-main/host/host.ts';
import { systemClock } from '../../../src-main/platform/system-clock.ts';

const { config } = loadConfig({ args: process.argv.slice(3), environment: {}, commandFlags: [] });
const host = await startHost({
  config,
  clock: systemClock,
  log: silentLog,
  staticFiles: new Map(),
  storageThreadUrl: new URL(`./killing-thread${path.extname(import.meta.url)}`, import.meta.url),
});
process.stdout.write(`${JSON.stringify({ listening: { port: host.port }, pid: process.pid })}\n`);
