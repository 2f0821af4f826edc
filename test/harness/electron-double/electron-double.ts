/**
 * A double of the `electron` module over Chromium, for machines where Electron’s own program cannot be had. Windows are
 * real pages of a real browser, each session partition a browser of its own; the app’s scheme, navigation checks, the
 * request gate, IPC and preload work as in Electron. Not like the real thing: values cross IPC as JSON, preload shares
 * the page’s world, menus and the tray are only recorded, permissions are only asked through `control`.
 */
import { control, record } from './control.ts';
import { AppDouble } from './app-double.ts';
import { SessionDouble, type SessionDouble as Session } from './session-double.ts';
import { BrowserWindowDouble, dispatchInvoke, type InvokeHandler } from './window-double.ts';
import { EventEmitter } from 'node:events';

export const app = new AppDouble();

const sessions = new Map<string, SessionDouble>();
export const session = {
  fromPartition(partition: string): Session {
    let known = sessions.get(partition);
    if (!known) {
      known = new SessionDouble(partition, () => app.getPath('userData'));
      sessions.set(partition, known);
    }
    return known;
  },
};

export const protocol = {
  registerSchemesAsPrivileged(schemes: unknown): void {
    if (app.isReady()) throw new Error('registerSchemesAsPrivileged after ready');
    record('schemes', schemes);
  },
};

export class BrowserWindow extends BrowserWindowDouble {
  constructor(options: ConstructorParameters<typeof BrowserWindowDouble>[1]) {
    super(app, options);
  }
}

class IpcMainDouble extends EventEmitter {
  handle(channel: string, handler: InvokeHandler): void {
    dispatchInvoke.set(channel, handler);
  }
}
export const ipcMain = new IpcMainDouble();

interface MenuItem {
  readonly label?: string;
  readonly enabled?: boolean;
  readonly click?: () => void;
}

export const Menu = {
  buildFromTemplate: (template: readonly MenuItem[]) => template,
  setApplicationMenu: (template: readonly MenuItem[]) =>
    record(
      'menu',
      template.map((item) => item.label ?? ''),
    ),
};

let trayItems: readonly MenuItem[] = [];
const trays: EventEmitter[] = [];
export class Tray extends EventEmitter {
  constructor(icon: string) {
    super();
    record('tray.icon', icon);
    trays.push(this);
  }
  setToolTip(text: string): void {
    record('tray.toolTip', text);
  }
  setContextMenu(items: readonly MenuItem[]): void {
    trayItems = items;
  }
  destroy(): void {
    trayItems = [];
    record('tray.destroyed', true);
  }
}

const answers: number[] = [];
export const dialog = {
  async showMessageBox(...args: readonly unknown[]): Promise<{ response: number }> {
    const options = args.at(-1) as { message: string; buttons?: readonly string[]; cancelId?: number };
    record('dialog', options);
    // An event-loop turn, as a person takes some time.
    await new Promise((resolve) => setImmediate(resolve));
    return { response: answers.shift() ?? options.cancelId ?? 0 };
  },
};

export const shell = {
  openExternal: async (url: string) => record('shell.openExternal', url),
  openPath: async (file: string) => {
    record('shell.openPath', file);
    return '';
  },
};

export const nativeImage = { createFromPath: (file: string) => ({ file }) };

const notifications: EventEmitter[] = [];
export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
  }
  show(): void {
    notifications.push(this);
    record('notification', this.options);
  }
}

let blockers = 0;
export const powerSaveBlocker = {
  start(kind: string): number {
    record('powerSaveBlocker.start', kind);
    blockers += 1;
    return blockers;
  },
  stop: (id: number) => record('powerSaveBlocker.stop', id),
};

control({
  record: () => app.record(),
  debugUrls: () => Object.fromEntries([...sessions].map(([partition, known]) => [partition, known.debugUrl])),
  windows: () => BrowserWindowDouble.all().map((window) => window.describe()),
  closeWindow: (id) =>
    BrowserWindowDouble.all()
      .find((window) => window.id === id)
      ?.close(),
  clickTray: (label) => {
    if (label === undefined) return void trays.at(-1)?.emit('click');
    const item = trayItems.find((candidate) => candidate.label === label);
    if (!item?.click || item.enabled === false)
      throw new Error(`no tray item ${JSON.stringify(label)} to click`);
    item.click();
  },
  trayLabels: () => trayItems.flatMap((item) => item.label ?? []),
  clickNotification: () => notifications.at(-1)?.emit('click'),
  answerNextDialog: (answer) => void answers.push(Number(answer)),
  askPermission: (partition, question) => sessions.get(String(partition))?.askPermission(question),
  checkCertificate: (partition) => sessions.get(String(partition))?.checkCertificate(),
  mayRequest: (partition, url) => sessions.get(String(partition))?.mayRequest(String(url)),
  /** As a page that got hold of the IPC pipe would: any channel, any frame. */
  forgeInvoke: (channel, sender, ...args) => BrowserWindowDouble.forgeInvoke(String(channel), sender, args),
  quit: () => app.quit(),
});
