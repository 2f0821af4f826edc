import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';

export interface RecordEntry {
  readonly what: string;
  readonly value: unknown;
}

export interface WindowFacts {
  readonly id: number;
  readonly partition: string;
  readonly preload: string;
  readonly visible: boolean;
}

/** The real bundled desktop app, run against the double of `electron`. */
export class DesktopApp {
  readonly folder: string;
  exitCode: number | null | undefined;
  errors = '';
  #child: ChildProcess;
  #nextId = 1;
  readonly #waiting = new Map<number, (reply: { value?: unknown; error?: string }) => void>();
  readonly #browsers = new Map<string, Browser>();

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.#child = child;
    child.on('message', (reply: { id: number; value?: unknown; error?: string }) => {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
    child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    child.on('exit', (code) => {
      this.exitCode = code;
      for (const reply of this.#waiting.values())
        reply({ error: `the app ended with ${code}: ${this.errors}` });
      this.#waiting.clear();
    });
  }

  static start(options: {
    chromium: string;
    folder?: string;
    args?: readonly string[];
    environment?: Readonly<Record<string, string>>;
  }): DesktopApp {
    const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'hearth-desktop-'));
    const register = new URL('../harness/electron-double/register.ts', import.meta.url).href;
    const args = ['--import', register, 'dist/electron/main.js', '--data', folder, '--port', '0'];
    const child = spawn(
      process.execPath,
      [...args, '--bind', '127.0.0.1', '--ballast-megabytes', '1', ...(options.args ?? [])],
      {
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
        env: {
          ...process.env,
          CHROMIUM: options.chromium,
          XDG_CONFIG_HOME: path.join(folder, 'config'),
          HEARTH_ALLOW_ORIGINS: 'http://hearth.localhost',
          ...options.environment,
        },
      },
    );
    return new DesktopApp(folder, child);
  }

  async ask<Answer>(ask: string, ...args: readonly unknown[]): Promise<Answer> {
    if (this.exitCode !== undefined) throw new Error(`the app ended with ${this.exitCode}: ${this.errors}`);
    const id = this.#nextId;
    this.#nextId += 1;
    const reply = await new Promise<{ value?: unknown; error?: string }>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, ask, args });
    });
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply.value as Answer;
  }

  async record(what: string): Promise<unknown[]> {
    const entries = await this.ask<RecordEntry[]>('record');
    return entries.filter((entry) => entry.what === what).map((entry) => entry.value);
  }

  windows(): Promise<WindowFacts[]> {
    return this.ask('windows');
  }

  /** The page of the window in this partition, once it is there. */
  async page(partition: 'chat' | 'administration'): Promise<Page> {
    for (let turn = 0; turn < 400; turn += 1) {
      const urls = await this.ask<Record<string, string>>('debugUrls');
      const url = urls[`persist:${partition}`];
      if (url !== undefined) {
        let browser = this.#browsers.get(url);
        if (!browser) {
          browser = await chromium.connectOverCDP(url);
          this.#browsers.set(url, browser);
        }
        const page = browser
          .contexts()
          .flatMap((context) => context.pages())
          .find((candidate) => candidate.url().startsWith('http://hearth.localhost/'));
        if (page) return page;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no ${partition} window: ${this.errors}`);
  }

  async exited(): Promise<number | null> {
    if (this.exitCode !== undefined) return this.exitCode;
    return new Promise((resolve) => this.#child.once('exit', resolve));
  }

  async remove(): Promise<void> {
    if (this.exitCode === undefined) {
      this.#child.kill('SIGTERM');
      await this.exited();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
