import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface BuiltHost extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** When the process was begun, on the clock of `performance.now()`. */
  readonly startedMs: number;
  /** From that moment to the line that says that every listener is bound. */
  readonly listenMs: number;
  /** Waits for the code that a host without an owner prints; a claimed one never prints it. */
  claimCode(): Promise<string>;
}

/** The built host as people start it, in a process of its own. Needs `npm run build` to have run. */
export async function startBuiltHost(folder: string): Promise<BuiltHost> {
  const startedMs = performance.now();
  const flags = ['--data', folder, '--port', '0', '--bind', '127.0.0.1', '--json', '--limit-profile', 'open'];
  const child = spawn(process.execPath, ['scripts/hearth.js', 'serve', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let problem = '';
  const claimCode = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    problem = line;
    const code = /^Claim code: (\S+)$/.exec(line)?.[1];
    if (code !== undefined) claimCode.resolve(code);
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`the host ended: ${problem}`)));
  });
  const listenMs = performance.now() - startedMs;
  const { listening, pid } = JSON.parse(line) as { listening: { port: number }; pid: number };
  return {
    url: `http://127.0.0.1:${listening.port}`,
    pid,
    startedMs,
    listenMs,
    claimCode: () => claimCode.promise,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', killChild);
    },
  };
}
