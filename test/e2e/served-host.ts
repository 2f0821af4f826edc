import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A host started as a user would, on a free port and a folder of its own. */
export class ServedHost {
  readonly folder: string;
  url = '';
  claimCode = '';
  pid = 0;
  #child: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<ServedHost> {
    const host = new ServedHost(mkdtempSync(path.join(tmpdir(), 'hearth-e2e-')));
    await host.run('0');
    // The code comes on another stream than the first line, so it may arrive a moment later.
    for (let turn = 0; host.claimCode === '' && turn < 1000; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return host;
  }

  async run(port = new URL(this.url).port): Promise<void> {
    const args = [
      'scripts/hearth.js',
      'serve',
      '--data',
      this.folder,
      '--port',
      port,
      '--json',
      '--bind',
      '127.0.0.1',
    ];
    const child = spawn(process.execPath, [...args, '--limit-profile', 'open', '--ballast-megabytes', '1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const code = /^Claim code: (\S+)$/.exec(line)?.[1];
      if (code) this.claimCode = code;
    });
    const first = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
    });
    const started = JSON.parse(first) as { listening: { port: number }; pid: number };
    this.url = `http://127.0.0.1:${started.listening.port}`;
    this.pid = started.pid;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(this.pid, signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
