import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A host in a process of its own, from source, started like `hearth serve`. */
export interface SpawnedHost {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly startMs: number;
  readonly claimCode: string | undefined;
  /** Sends the signal and waits for the end; the exit code, or undefined after a kill. */
  kill(signal: NodeJS.Signals): Promise<number | undefined>;
}

export interface CommandOptions {
  /** Words that run Hearth; from source where nothing else is said. */
  readonly program?: readonly string[];
  readonly port?: number;
  readonly args?: readonly string[];
  /** Words before the program: a tracer. */
  readonly under?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startCommand(folder: string, options: CommandOptions = {}): Promise<SpawnedHost> {
  const startedMs = performance.now();
  const words = [
    ...(options.under ?? []),
    process.execPath,
    ...(options.program ?? ['src-main/shell-headless/main.ts']),
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
  // A test that fails half-way must not leave a host behind.
  process.once('exit', () => child.kill('SIGKILL'));
  let problem = '';
  let claimCode: string | undefined;
  createInterface({ input: child.stderr }).on('line', (line) => {
    problem += `${line}\n`;
    claimCode ??= /^Claim code: (\S+)$/.exec(line)?.[1];
  });
  const line = await firstLine(child, () => problem);
  const started = JSON.parse(line) as { listening: { port: number }; pid: number };
  const ended = new Promise<number | undefined>((resolve) =>
    child.once('exit', (code) => resolve(code ?? undefined)),
  );
  return {
    url: `http://127.0.0.1:${started.listening.port}`,
    port: started.listening.port,
    pid: started.pid,
    startMs: performance.now() - startedMs,
    get claimCode() {
      return claimCode;
    },
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) process.kill(started.pid, signal);
      return ended;
    },
  };
}

function firstLine(child: ChildProcess, problem: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${problem()}`)));
  });
}
