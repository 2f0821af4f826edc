import { type App, powerSaveBlocker } from 'electron';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DesktopSettings } from '../../src-shared/bridge/desktop.ts';
import { autostartEntry } from './desktop-entry.ts';

interface Kept {
  readonly keepAwake: boolean;
}

/** What the app does with this computer: starting with it, and keeping it awake. */
export class DesktopAbility {
  readonly #app: App;
  readonly #file: string;
  #blocker: number | undefined;

  /** `folder`: where the choice to stay awake is kept. */
  constructor(app: App, folder: string) {
    this.#app = app;
    this.#file = path.join(folder, 'desktop.json');
  }

  async start(): Promise<void> {
    const { keepAwake } = await this.#read();
    this.#setAwake(keepAwake);
  }

  async settings(): Promise<DesktopSettings> {
    return { autostart: await this.#autostart(), keepAwake: this.#blocker !== undefined };
  }

  async change(change: Partial<DesktopSettings>): Promise<DesktopSettings> {
    if (change.autostart !== undefined) await this.#setAutostart(change.autostart);
    if (change.keepAwake !== undefined) {
      this.#setAwake(change.keepAwake);
      await writeFile(this.#file, JSON.stringify({ keepAwake: change.keepAwake }), { mode: 0o600 });
    }
    return this.settings();
  }

  async #read(): Promise<Kept> {
    try {
      const kept: unknown = JSON.parse(await readFile(this.#file, 'utf8'));
      return {
        keepAwake:
          kept !== null && typeof kept === 'object' && 'keepAwake' in kept && kept.keepAwake === true,
      };
    } catch {
      // Nothing was chosen yet, or somebody edited the file: a computer may sleep unless told otherwise.
      return { keepAwake: false };
    }
  }

  #setAwake(on: boolean): void {
    if (on && this.#blocker === undefined) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (on || this.#blocker === undefined) return;
    powerSaveBlocker.stop(this.#blocker);
    this.#blocker = undefined;
  }

  async #autostart(): Promise<boolean> {
    if (process.platform !== 'linux')
      return this.#app.getLoginItemSettings({ args: ['--hidden'] }).openAtLogin;
    return readFile(this.#autostartFile(), 'utf8').then(
      () => true,
      () => false,
    );
  }

  async #setAutostart(on: boolean): Promise<void> {
    if (process.platform !== 'linux') {
      this.#app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] });
      return;
    }
    const file = this.#autostartFile();
    if (!on) {
      await rm(file, { force: true });
      return;
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, autostartEntry(process.env.APPIMAGE ?? this.#app.getPath('exe')));
  }

  #autostartFile(): string {
    return path.join(this.#app.getPath('appData'), 'autostart', 'hearth.desktop');
  }
}
