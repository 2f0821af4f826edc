import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createHost } from '../../host/create-host.ts';
import { importIrcFiles } from '../../host/import/import-irc.ts';
import { ExitError, exitCodes } from '../../kernel/hearth-error.ts';
import { hostDependencies, readConfig } from '../host-options.ts';
import { progressBar, say } from '../terminal.ts';

/** `import irc FILE… --room NAME`; a folder stands for all text files in it. */
export async function importIrc(args: readonly string[]): Promise<number> {
  const loaded = readConfig(args, ['--room']);
  const [format, ...places] = loaded.words;
  const room = loaded.others.get('--room');
  if (format !== 'irc' || places.length === 0 || room === undefined) {
    throw new ExitError(exitCodes.usage, 'import needs: import irc FILE… --room NAME');
  }
  const files = places.flatMap(filesAt);
  const { dependencies, log } = hostDependencies(loaded);
  const host = await createHost(dependencies);
  const startedMs = performance.now();
  try {
    const result = await importIrcFiles(host, { files, room, onProgress: progressBar('Importing') });
    const seconds = (performance.now() - startedMs) / 1000;
    say(
      `${result.added} of ${result.messages} messages by ${result.people} people from ${result.files} files added to “${room}” in ${seconds.toFixed(1)} s (${Math.round(result.messages / seconds)} messages/s).`,
    );
    return exitCodes.done;
  } finally {
    await host.lifetime.close();
    log.close();
  }
}

function filesAt(place: string): string[] {
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) throw new ExitError(exitCodes.usage, `There is no file ${place}.`);
  if (!found.isDirectory()) return [place];
  return readdirSync(place)
    .filter((name) => name.endsWith('.txt') || name.endsWith('.log'))
    .map((name) => path.join(place, name));
}
