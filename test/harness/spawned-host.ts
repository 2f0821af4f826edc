import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isLong } from './long-form.ts';

/** The long form runs the build, as people do; the short one the sources, which need no building. */
export const hostProgram = isLong ? 'dist/host/main.js' : 'src-main/shell-headless/main.ts';

/** A host in a process of its own, started like `hearth serve`. */
export interface SpawnedHost extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly startMs: number;
  /** The code that a host without an owner prints. */
  claimCode(): Promise<string>;
  /** What it wrote on standard error so far. */
  readonly problem: string;
  /** The end, however it comes: the exit code, or undefined after a kill. */
  readonly ended: Promise<number | undefined>;
  /** Sends the signal and waits for the end; the exit code, or undefined after a kill. */
  kill(signal: NodeJS.Signals): Promise<number | undefined>;
}

export interface CommandOptions {
  /** Words that run Hearth; the host's own entry where nothing else is said. */
  readonly program?: readonly string[];
  readonly port?: number;
  readonly args?: readonly string[];
  /** Words before the program: a tracer. */
  readonly under?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Far more than any start takes: a host that hangs is ended, and the test fails with its words. */
const startTimeoutMs = 60_000;

export async function startCommand(folder: string, options: CommandOptions = {}): Promise<SpawnedHost> {
  const startedMs = performance.now();
  const words = [
    ...(options.under ?? []),
    process.execPath,
    ...(options.program ?? [hostProgram]),
    'serve',
    '--data',
    folder,
    '--port',
    String(options.port ?? 0),
    '--bind',
    '127.0.0.1',
    '--json',
    '--limit-profile',
    'open',
    '--ballast-megabytes',
    '1',
    '--minimum-free-megabytes',
    '0',
    ...(options.args ?? []),
  ];
  const [program = process.execPath, ...args] = words;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  // A test that fails half-way must not leave a host behind, neither under a tracer.
  let hostPid = child.pid;
  const killHost = () => {
    child.kill('SIGKILL');
    if (hostPid !== undefined) send(hostPid, 'SIGKILL');
  };
  process.once('exit', killHost);
  child.once('exit', () => process.off('exit', killHost));
  let problem = '';
  const claimCode = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    problem += `${line}\n`;
    const code = /^Claim code: (\S+)$/.exec(line)?.[1];
    if (code !== undefined) claimCode.resolve(code);
  });
  const tooLate = setTimeout(killHost, startTimeoutMs);
  const line = await firstLine(child, () => problem).finally(() => clearTimeout(tooLate));
  const started = JSON.parse(line) as { listening: { port: number }; pid: number };
  hostPid = started.pid;
  const ended = new Promise<number | undefined>((resolve) =>
    child.once('exit', (code) => resolve(code ?? undefined)),
  );
  return {
    url: `http://127.0.0.1:${started.listening.port}`,
    port: started.listening.port,
    pid: started.pid,
    startMs: performance.now() - startedMs,
    claimCode: () => claimCode.promise,
    get problem() {
      return problem;
    },
    ended,
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) send(started.pid, signal);
      return ended;
    },
    async [Symbol.asyncDispose]() {
      killHost();
      await ended;
    },
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function firstLine(child: ChildProcess, problem: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (code) => reject(new Error(`the host ended with ${code}: ${problem()}`)));
  });
}

/** What `hearth verify` says of a folder, run to its end. */
export function verifyCommand(folder: string): { code: number | null; words: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [hostProgram, 'verify', '--data', folder], {
    encoding: 'utf8',
    env: { ...process.env, HEARTH_BALLAST_MEGABYTES: '1', HEARTH_MINIMUM_FREE_MEGABYTES: '0' },
    timeout: 60_000,
  });
  return { code: status, words: `${stdout}${stderr}`.trim() };
}
