/** Runs the project's own tools and sums what test runners count. */
import { spawn } from 'node:child_process';

export interface RunResult {
  readonly code: number;
  readonly output: string;
}

/** Runs a command from the root, or from another folder, with output passed through and kept. `node` is this very Node. */
export function run(
  command: string,
  args: readonly string[],
  options: { quiet: boolean; folder?: string },
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const program = command === 'node' ? process.execPath : command;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: process.env,
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
    });
    let output = '';
    const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString();
      if (!options.quiet) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Sums every closing line `N passed, N failed[, N skipped]` of a run. */
export function countsIn(output: string): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)) {
    counts.passed += Number(line[1]);
    counts.failed += Number(line[2]);
    counts.skipped += Number(line[3] ?? 0);
  }
  return counts;
}
