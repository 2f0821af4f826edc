import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import { record } from './control.ts';
import { PreventableEvent } from './preventable-event.ts';
import { fromShown, type SessionDouble, toShown } from './session-double.ts';

export interface InvokeEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null;
}
export type InvokeHandler = (event: InvokeEvent, ...args: unknown[]) => unknown;

/** Handlers of `ipcMain.handle`, by channel. */
export const dispatchInvoke = new Map<string, InvokeHandler>();

interface WindowOptions {
  readonly title: string;
  readonly webPreferences: { readonly session: SessionDouble; readonly preload: string };
}

const windows = new Set<BrowserWindowDouble>();
const pages = new Map<Page | undefined, BrowserWindowDouble>();
const sessions = new Set<SessionDouble>();
let nextId = 1;

class WebContentsDouble extends EventEmitter {
  readonly id: number;
  readonly #page: () => Promise<Page>;
  isBusy = true;
  openHandler: ((details: { url: string }) => { action: string }) | undefined;

  constructor(id: number, page: () => Promise<Page>) {
    super();
    this.id = id;
    this.#page = page;
  }

  isLoading(): boolean {
    return this.isBusy;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    void this.#page().then((page) =>
      page.evaluate(
        ([name, values]) => {
          const push = (globalThis as { electronDoublePush?: (name: string, values: unknown[]) => void })
            .electronDoublePush;
          push?.(name, values);
        },
        [channel, args] as const,
      ),
    );
  }
}

export class BrowserWindowDouble extends EventEmitter {
  readonly id: number;
  readonly webContents: WebContentsDouble;
  readonly #options: WindowOptions;
  readonly #page: Promise<Page>;
  #isVisible = false;
  #isOurLoad = false;

  constructor(app: EventEmitter & { isReady(): boolean }, options: WindowOptions) {
    super();
    if (!app.isReady()) throw new Error('a window before ready');
    this.id = nextId;
    nextId += 1;
    this.#options = options;
    const { session, ...preferences } = options.webPreferences;
    record('window', { id: this.id, partition: session.partition, webPreferences: preferences });
    this.webContents = new WebContentsDouble(1000 + this.id, () => this.#page);
    windows.add(this);
    sessions.add(session);
    this.#page = this.#open();
    app.emit('web-contents-created', new PreventableEvent(), this.webContents);
  }

  static all(): BrowserWindowDouble[] {
    return [...windows];
  }

  static async closeBrowsers(): Promise<void> {
    await Promise.allSettled([...sessions].map((session) => session.close()));
  }

  static async forgeInvoke(channel: string, sender: unknown, args: readonly unknown[]): Promise<string> {
    const { contentsId, frame } = sender as { contentsId: number; frame: InvokeEvent['senderFrame'] };
    return invoke(channel, { sender: { id: contentsId }, senderFrame: frame }, JSON.stringify(args));
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    this.#isOurLoad = true;
    await page.goto(toShown(url));
    this.#isOurLoad = false;
    this.webContents.isBusy = false;
    this.emit('ready-to-show');
  }

  show(): void {
    this.#isVisible = true;
  }

  hide(): void {
    this.#isVisible = false;
  }

  focus(): void {
    record('window.focus', this.id);
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  isMinimized(): boolean {
    return false;
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    windows.delete(this);
    void this.#page.then((page) => page.close());
    this.emit('closed');
  }

  describe() {
    const { session, preload } = this.#options.webPreferences;
    return { id: this.id, partition: session.partition, preload, visible: this.#isVisible };
  }

  mayNavigate(url: string): boolean {
    if (this.#isOurLoad) return true;
    const event = new PreventableEvent(url);
    this.webContents.emit('will-navigate', event);
    if (event.defaultPrevented) record('navigation.prevented', url);
    return !event.defaultPrevented;
  }

  /** `window.open` and links with a target of their own. */
  #mayOpen(url: string): boolean {
    const { action } = this.webContents.openHandler?.({ url }) ?? { action: 'allow' };
    record('window.open', { url, action });
    return action === 'allow';
  }

  async #open(): Promise<Page> {
    const { session, preload } = this.#options.webPreferences;
    const context = await session.context((of, url) => {
      const window = pages.get(of);
      return window ? window.mayNavigate(url) : this.#mayOpen(url);
    });
    const page = await context.newPage();
    pages.set(page, this);
    await page.exposeBinding('electronDoubleInvoke', ({ frame }, channel: string, args: string) =>
      invoke(channel, { sender: { id: this.webContents.id }, senderFrame: senderFrame(frame) }, args),
    );
    await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')));
    return page;
  }
}

function senderFrame(frame: Frame): InvokeEvent['senderFrame'] {
  return { url: fromShown(frame.url()), parent: frame.parentFrame() };
}

async function invoke(channel: string, event: InvokeEvent, args: string): Promise<string> {
  try {
    const handler = dispatchInvoke.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    const value = await handler(event, ...(JSON.parse(args) as unknown[]));
    return JSON.stringify({ ok: true, value });
  } catch (error) {
    return JSON.stringify({ ok: false, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Preload in the top frame, with the two parts of `electron` that a sandboxed preload gets. */
function preloadScript(source: string): string {
  return `(() => {
    if (window.top !== window || window.electronDoublePush) return;
    const listeners = new Map();
    window.electronDoublePush = (name, values) => {
      for (const listener of listeners.get(name) ?? []) listener({}, ...values);
    };
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }),
      },
      ipcRenderer: {
        async invoke(channel, ...args) {
          const answer = JSON.parse(await window.electronDoubleInvoke(channel, JSON.stringify(args)));
          if (!answer.ok) throw new Error(answer.error);
          return answer.value;
        },
        on: (name, listener) => listeners.set(name, [...(listeners.get(name) ?? []), listener]),
        removeListener: (name, listener) =>
          listeners.set(name, (listeners.get(name) ?? []).filter((known) => known !== listener)),
      },
    };
    const loaded = { exports: {} };
    ((require, module, exports) => { ${source}
    })((name) => { if (name === 'electron') return electron; throw new Error('no module ' + name); }, loaded, loaded.exports);
  })();`;
}
