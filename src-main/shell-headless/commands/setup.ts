import { readFileSync } from 'node:fs';
import { createHost } from '../../host/create-host.ts';
import { ExitError, exitCodes, Refusal } from '../../kernel/hearth-error.ts';
import { hostDependencies, readConfig } from '../host-options.ts';
import { say } from '../terminal.ts';

const flags = { owner: '--owner', passwordFile: '--password-file', hostName: '--host-name' };

/** Makes the owner of a host without a screen. */
export async function setup(args: readonly string[]): Promise<number> {
  const loaded = readConfig(args, Object.values(flags));
  const owner = loaded.others.get(flags.owner);
  const passwordFile = loaded.others.get(flags.passwordFile);
  if (owner === undefined || passwordFile === undefined) {
    throw new ExitError(exitCodes.usage, 'setup needs --owner NAME and --password-file FILE.');
  }
  const password = readPassword(passwordFile);
  const { dependencies, log } = hostDependencies(loaded);
  const host = await createHost(dependencies);
  try {
    const { account } = host;
    const granted = await account.service.claimOwner(
      {
        ticket: account.tickets.claimCode(),
        hostName: loaded.others.get(flags.hostName) ?? account.host.hostName,
        username: owner,
        password,
      },
      { transport: 'http', address: '127.0.0.1', loopback: true, client: 'hearth setup' },
    );
    if (granted instanceof Refusal) throw new ExitError(exitCodes.failed, granted.message);
    say(`${owner} owns this host now.`);
    return exitCodes.done;
  } finally {
    await host.lifetime.close();
    log.close();
  }
}

function readPassword(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ExitError(exitCodes.usage, `The password file ${file} cannot be read.`, { cause: error });
  }
  const password = text.replace(/\r?\n$/, '');
  if (password.length < 8 || password.length > 256) {
    throw new ExitError(exitCodes.usage, 'The password must have 8 to 256 characters.');
  }
  return password;
}
