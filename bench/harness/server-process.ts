import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  readonly port: number;
  /** User and system time of the whole process so far, in microseconds. */
  cpuMicroseconds(): number;
  residentBytes(): number;
  stop(): Promise<void>;
}

/** Clock ticks of /proc are hundredths of a second on Linux. */
const microsecondsPerTick = 10_000;

/** What a process has used so far, as Linux counts it. */
export function watchProcess(pid: number): Pick<ServerProcess, 'cpuMicroseconds' | 'residentBytes'> {
  return {
    cpuMicroseconds() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
    },
    residentBytes() {
      const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
      return Number(pages) * 4096;
    },
  };
}

/** Starts a server that prints `{"listening":{"port":…},"pid":…}` as its first line. `FOLDER` in the words is its own. */
export async function startServer(words: readonly string[]): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-bench-'));
  const child = spawn(
    process.execPath,
    words.map((word) => (word === 'FOLDER' ? folder : word)),
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${words.join(' ')} ended with ${code}`)));
  });
  const { listening, pid } = JSON.parse(line) as { listening: { port: number }; pid: number };
  return {
    port: listening.port,
    ...watchProcess(pid),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const hearthWords = [
  'dist/host/main.js',
  'serve',
  '--data',
  'FOLDER',
  '--port',
  '0',
  '--bind',
  '127.0.0.1',
  '--json',
  '--limit-profile',
  'open',
  '--ballast-megabytes',
  '1',
] as const;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
