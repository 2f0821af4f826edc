import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { record, recorded } from './control.ts';
import { PreventableEvent } from './preventable-event.ts';
import { BrowserWindowDouble } from './window-double.ts';

const secondInstancePollMs = 50;

export class AppDouble extends EventEmitter {
  readonly isPackaged = process.env.ELECTRON_DOUBLE_PACKAGED === '1';
  readonly #paths = new Map<string, string>([
    ['appData', process.env.XDG_CONFIG_HOME ?? path.join(homedir(), '.config')],
    ['downloads', tmpdir()],
    ['exe', process.execPath],
  ]);
  readonly #ready: Promise<void>;
  #isReady = false;
  #lockFile: string | undefined;
  /** Electron lives until it is told to quit, with or without windows. */
  readonly #alive = setInterval(() => undefined, 60_000);

  constructor() {
    super();
    this.#ready = new Promise((resolve) => {
      setTimeout(() => {
        this.#isReady = true;
        resolve();
      }, 20);
    });
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  enableSandbox(): void {
    record('app.enableSandbox', { beforeReady: !this.#isReady });
  }

  setPath(name: string, folder: string): void {
    this.#paths.set(name, folder);
  }

  getPath(name: string): string {
    const folder = this.#paths.get(name);
    if (folder === undefined) throw new Error(`no path ${name}`);
    return folder;
  }

  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const lockFile = path.join(folder, 'double-instance');
    const knock = path.join(folder, 'double-knock');
    if (existsSync(lockFile) && isAlive(Number(readFileSync(lockFile, 'utf8')))) {
      writeFileSync(knock, String(Date.now()));
      return false;
    }
    writeFileSync(lockFile, String(process.pid));
    this.#lockFile = lockFile;
    watchFile(knock, { interval: secondInstancePollMs, persistent: false }, () => {
      this.emit('second-instance', new PreventableEvent(), [], folder);
    });
    this.once('quit', () => unwatchFile(knock));
    return true;
  }

  quit(): void {
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of BrowserWindowDouble.all()) window.close();
    if (BrowserWindowDouble.all().length > 0) return;
    this.emit('quit');
    this.exit(0);
  }

  exit(code = 0): void {
    clearInterval(this.#alive);
    if (this.#lockFile !== undefined) rmSync(this.#lockFile, { force: true });
    void BrowserWindowDouble.closeBrowsers().finally(() => process.exit(code));
  }

  setBadgeCount(count: number): boolean {
    record('app.setBadgeCount', count);
    return true;
  }

  getLoginItemSettings(): { openAtLogin: boolean } {
    return { openAtLogin: false };
  }

  setLoginItemSettings(settings: unknown): void {
    record('app.setLoginItemSettings', settings);
  }

  record() {
    return recorded();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}
