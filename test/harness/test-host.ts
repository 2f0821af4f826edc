import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src-shared/base/clock.ts';
import { type Log, silentLog } from '../../src-shared/base/log.ts';
import type { HostConfig } from '../../src-main/host/config/load-config.ts';
import { type Host, startHost } from '../../src-main/host/host.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';

export interface TestHost extends AsyncDisposable {
  readonly host: Host;
  readonly url: string;
  readonly folder: string;
  /** Stops it and starts it again on the same folder and port. */
  restart(): Promise<void>;
}

/** A real host on a free port of loopback, with real databases in a folder of its own, gone afterwards. */
export async function startTestHost(
  changes: Partial<HostConfig> = {},
  { clock = systemClock, log = silentLog }: { clock?: Clock; log?: Log } = {},
): Promise<TestHost> {
  const folder = changes.dataFolder ?? mkdtempSync(path.join(tmpdir(), 'hearth-test-'));
  const start = (port: number) =>
    startHost({
      config: { ...testConfig, dataFolder: folder, port, ...changes },
      clock,
      log,
      staticFiles: new Map(),
      storageThreadUrl: new URL('../../src-main/host/storage-thread.ts', import.meta.url),
    });
  let host = await start(0);
  const { port } = host;
  return {
    get host() {
      return host;
    },
    url: `http://127.0.0.1:${port}`,
    folder,
    async restart() {
      await host.close();
      host = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await host.close();
      if (changes.dataFolder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A quiet host on loopback, without limits of single clients and without room kept back on the disk. */
export const testConfig: Omit<HostConfig, 'dataFolder'> = {
  port: 0,
  bind: '127.0.0.1',
  json: true,
  limitProfile: 'open',
  allowHosts: [],
  allowOrigins: [],
  logLevel: 'error',
  ballastBytes: 4096,
  minimumFreeBytes: 0,
  openBrowser: false,
};
