import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig, type LoadedConfig } from '../host/config/load-config.ts';
import type { HostDependencies } from '../host/create-host.ts';
import { loadStaticFiles } from '../host/static-files.ts';
import { createLog, type ClosableLog } from '../platform/log.ts';
import { systemClock } from '../platform/system-clock.ts';

/** True when this file runs from the source tree and not from a bundle. */
const fromSource = import.meta.url.endsWith('.ts');

/** The storage threads’ entry: a source file beside the sources, a bundle beside the bundle. */
function storageThreadUrl(): URL {
  return fromSource
    ? new URL('../host/storage-thread.ts', import.meta.url)
    : new URL('./storage-thread.js', import.meta.url);
}

/** Where the built client lies. */
function rendererFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [path.join(here, '../renderer'), path.join(here, '../../dist/renderer')];
  return candidates.find((folder) => existsSync(folder)) ?? path.join(here, '../renderer');
}

export function readConfig(args: readonly string[], commandFlags: readonly string[] = []): LoadedConfig {
  return loadConfig({ args, environment: process.env, commandFlags });
}

export interface HeadlessHost {
  readonly dependencies: HostDependencies;
  readonly log: ClosableLog;
}

/** What a host needs, as this shell provides it. The log lies in the data folder. */
export function hostDependencies(loaded: LoadedConfig): HeadlessHost {
  const { config } = loaded;
  const log = createLog({ level: config.logLevel, folder: path.join(config.dataFolder, 'logs') });
  const dependencies = {
    config,
    clock: systemClock,
    log,
    staticFiles: loadStaticFiles(rendererFolder()),
    storageThreadUrl: storageThreadUrl(),
  };
  return { dependencies, log };
}
