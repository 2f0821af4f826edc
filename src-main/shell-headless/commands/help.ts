import { settings } from '../../host/config/settings.ts';
import { version } from '../../host/version.ts';
import { exitCodes } from '../../kernel/hearth-error.ts';
import { say } from '../terminal.ts';

export function help(): Promise<number> {
  say(`Hearth ${version}: a complete chat host for your own network.

  hearth serve                                    runs the host
  hearth setup --owner NAME --password-file FILE  makes the owner without a screen
  hearth import irc FILE… --room NAME             reads IRC logs into a public room
  hearth verify                                   checks everything that the host keeps
  hearth doctor                                   says what this computer lacks, if anything

Settings (flag, environment variable):
`);
  for (const setting of settings) {
    say(`  ${setting.flag.padEnd(26)} ${setting.environment}`);
    say(`      ${setting.meaning}`);
  }
  return Promise.resolve(exitCodes.done);
}
