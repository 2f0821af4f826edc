import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import { doctor } from './commands/doctor.ts';
import { help } from './commands/help.ts';
import { importIrc } from './commands/import-irc.ts';
import { serve } from './commands/serve.ts';
import { setup } from './commands/setup.ts';
import { verify } from './commands/verify.ts';
import { checkRuntime } from './runtime.ts';
import type { Command } from './terminal.ts';

const commands: Readonly<Record<string, Command>> = { serve, setup, import: importIrc, verify, doctor, help };

/** The command line. Every refusal is one plain sentence on standard error and an exit code of ARCHITECTURE section 8. */
async function main(args: readonly string[]): Promise<void> {
  checkRuntime();
  const [first = 'help', ...rest] = args;
  const name = first === '--help' || first === '-h' ? 'help' : first;
  const command = commands[name];
  if (!command)
    throw new ExitError(exitCodes.usage, `There is no command “${first}”. \`hearth help\` lists them.`);
  process.exitCode = await command(rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const exitCode = error instanceof ExitError ? error.exitCode : exitCodes.failed;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
