import { app, dialog } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostConfig } from '../host/config/load-config.ts';
import { type Host, startHost } from '../host/host.ts';
import { loadStaticFiles, type StaticFiles } from '../host/static-files.ts';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import type { ClosableLog } from '../platform/log.ts';
import { systemClock } from '../platform/system-clock.ts';
import { appOrigin } from './pages/app-pages.ts';

export interface DesktopHost {
  readonly host: Host;
  readonly staticFiles: StaticFiles;
}

/** Starts the host in this process. A taken port is asked about; anything else that is wrong is thrown as a sentence. */
export async function startDesktopHost(config: HostConfig, log: ClosableLog): Promise<DesktopHost> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const staticFiles = loadStaticFiles(path.join(here, '../renderer'));
  const start = (port: number) =>
    startHost({
      config: { ...config, port, allowOrigins: [...config.allowOrigins, appOrigin] },
      clock: systemClock,
      log,
      staticFiles,
      storageThreadUrl: new URL('./storage-thread.js', import.meta.url),
    });
  try {
    return { host: await start(config.port), staticFiles };
  } catch (error) {
    if (!isPortTaken(error) || !(await mayUseAnotherPort(error))) throw error;
    return { host: await start(0), staticFiles };
  }
}

/** The last word of an app that cannot start. */
export async function showFailure(error: unknown): Promise<number> {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (app.isReady()) {
    await dialog.showMessageBox({
      type: 'error',
      message: 'Hearth cannot start.',
      detail: message,
      buttons: ['Quit'],
    });
  }
  return error instanceof ExitError ? error.exitCode : exitCodes.failed;
}

function isPortTaken(error: unknown): error is ExitError {
  if (!(error instanceof ExitError) || error.exitCode !== exitCodes.taken) return false;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

async function mayUseAnotherPort(error: ExitError): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: error.message,
    detail:
      'Hearth can use another port until it is closed. Others then join at the address that the host panel shows.',
    buttons: ['Use another port', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}
