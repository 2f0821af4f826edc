import { existsSync } from 'node:fs';
import path from 'node:path';
import { askRunningHost } from '../../host/control.ts';
import { createHost } from '../../host/create-host.ts';
import { ExitError, exitCodes } from '../../kernel/hearth-error.ts';
import { hostDependencies, readConfig } from '../host-options.ts';
import { say } from '../terminal.ts';

/** Checks files, chains, versions and counts, and memory against a recount; of a running host, inside it. */
export async function verify(args: readonly string[]): Promise<number> {
  const loaded = readConfig(args);
  const { dataFolder } = loaded.config;
  if (!existsSync(path.join(dataFolder, 'server.db'))) {
    throw new ExitError(exitCodes.usage, `There is no Hearth data in ${dataFolder}.`);
  }
  const found = await findings(loaded);
  for (const sentence of found) say(sentence);
  say(found.length === 0 ? 'Everything agrees.' : `${found.length} disagreements.`);
  return found.length === 0 ? exitCodes.done : exitCodes.data;
}

async function findings(loaded: ReturnType<typeof readConfig>): Promise<readonly string[]> {
  const { dependencies, log } = hostDependencies(loaded);
  try {
    const host = await createHost(dependencies);
    try {
      return [...(await host.storage.verify()), ...(await host.chat.verify())];
    } finally {
      await host.lifetime.close();
    }
  } catch (error) {
    if (error instanceof ExitError && error.exitCode === exitCodes.taken) {
      return askRunningHost(loaded.config.dataFolder);
    }
    throw error;
  } finally {
    log.close();
  }
}
