import type { BrowserWindow } from 'electron';
import type { Caller } from '../ipc/registry.ts';
import { createWindow, type WindowRole } from './window-factory.ts';

/** The two windows, made when first asked for. Closing one hides it: the host goes on in the tray. */
export class WindowKeeper {
  readonly #options: { readonly icon: string; readonly title: () => string; readonly onHidden: () => void };
  readonly #windows = new Map<WindowRole, BrowserWindow>();
  #isQuitting = false;

  constructor(options: { icon: string; title: () => string; onHidden: () => void }) {
    this.#options = options;
  }

  show(role: WindowRole): BrowserWindow {
    const window = this.#windows.get(role) ?? this.#make(role);
    // A new window shows itself once it has painted.
    if (window.isMinimized()) window.restore();
    if (window.isVisible()) window.focus();
    else if (!window.webContents.isLoading()) window.show();
    return window;
  }

  get(role: WindowRole): BrowserWindow | undefined {
    return this.#windows.get(role);
  }

  byId(windowId: number): BrowserWindow | undefined {
    return [...this.#windows.values()].find((window) => window.id === windowId);
  }

  callerOf(webContentsId: number): Caller | undefined {
    for (const [role, window] of this.#windows) {
      if (window.webContents.id === webContentsId) return { windowId: window.id, role };
    }
    return undefined;
  }

  /** From now on closing is closing. */
  letGo(): void {
    this.#isQuitting = true;
  }

  #make(role: WindowRole): BrowserWindow {
    const { icon, title, onHidden } = this.#options;
    const window = createWindow(role, { icon, title: title() });
    window.on('close', (event) => {
      if (this.#isQuitting) return;
      event.preventDefault();
      window.hide();
      onHidden();
    });
    window.on('closed', () => this.#windows.delete(role));
    this.#windows.set(role, window);
    return window;
  }
}
