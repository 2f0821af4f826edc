import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import {
  type BrowserContext,
  chromium,
  type Page,
  type Request as PageRequest,
  type Route,
} from 'playwright-core';
import { record } from './control.ts';

/** Chromium knows no foreign schemes, so the app’s origin is shown to it under a name of this computer. */
const shownOrigin = 'http://hearth.localhost';
const appOrigin = 'app://hearth';

export const toShown = (url: string) =>
  url.startsWith(appOrigin) ? shownOrigin + url.slice(appOrigin.length) : url;
export const fromShown = (url: string) =>
  url.startsWith(shownOrigin) ? appOrigin + url.slice(shownOrigin.length) : url;

type RequestHandler = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void;
type PermissionHandler =
  | ((contents: null, permission: string, callback: (granted: boolean) => void, details: object) => void)
  | null;
type PermissionCheck =
  | ((contents: null, permission: string, origin: string, details: object) => boolean)
  | null;
type CertificateProc = (request: object, callback: (result: number) => void) => void;

/** Asked before a page goes anywhere; `page` is undefined for a window that a page opens. */
export type NavigationGuard = (page: Page | undefined, url: string) => boolean;

/** A session partition: a browser of its own, with storage that lasts. */
export class SessionDouble extends EventEmitter {
  readonly partition: string;
  debugUrl: string | undefined;
  readonly #userData: () => string;
  #context: Promise<BrowserContext> | undefined;
  #answer: ((request: Request) => Response | Promise<Response>) | undefined;
  #beforeRequest: RequestHandler | undefined;
  #permissionRequest: PermissionHandler = null;
  #permissionCheck: PermissionCheck = null;
  #device: (() => boolean) | undefined;
  #certificate: CertificateProc | undefined;

  readonly protocol = {
    handle: (scheme: string, answer: (request: Request) => Response) => {
      record('protocol.handle', { partition: this.partition, scheme });
      this.#answer = answer;
    },
  };
  readonly webRequest = {
    onBeforeRequest: (handler: RequestHandler) => {
      this.#beforeRequest = handler;
    },
  };

  constructor(partition: string, userData: () => string) {
    super();
    this.partition = partition;
    this.#userData = userData;
  }

  setPermissionRequestHandler(handler: PermissionHandler): void {
    record('permissionRequestHandler', { partition: this.partition, isNull: handler === null });
    this.#permissionRequest = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.#permissionCheck = handler;
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    this.#device = handler;
  }

  setDisplayMediaRequestHandler(handler: unknown): void {
    record('displayMediaHandler', { partition: this.partition, isSet: typeof handler === 'function' });
  }

  setCertificateVerifyProc(proc: CertificateProc): void {
    this.#certificate = proc;
  }

  setSpellCheckerEnabled(on: boolean): void {
    record('spellChecker', { partition: this.partition, on });
  }

  /** What the registered handlers say; undefined where none is set. */
  askPermission(question: unknown) {
    const { permission, url, isMainFrame } = question as {
      permission: string;
      url: string;
      isMainFrame: boolean;
    };
    const details = { requestingUrl: url, isMainFrame };
    let granted: boolean | undefined;
    this.#permissionRequest?.(null, permission, (answer) => (granted = answer), details);
    return {
      request: granted,
      check: this.#permissionCheck?.(null, permission, url, details),
      device: this.#device?.(),
    };
  }

  checkCertificate(): number | undefined {
    let result: number | undefined;
    this.#certificate?.({ hostname: '127.0.0.1' }, (answer) => (result = answer));
    return result;
  }

  mayRequest(url: string): boolean {
    let cancelled = false;
    this.#beforeRequest?.({ url }, ({ cancel }) => (cancelled = cancel));
    return !cancelled;
  }

  context(mayNavigate: NavigationGuard): Promise<BrowserContext> {
    this.#context ??= this.#launch(mayNavigate);
    return this.#context;
  }

  async close(): Promise<void> {
    await (await this.#context)?.close();
  }

  async #launch(mayNavigate: NavigationGuard): Promise<BrowserContext> {
    const folder = path.join(this.#userData(), 'Partitions', this.partition.replace('persist:', ''));
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: process.env.CHROMIUM ?? '',
      args: ['--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
      viewport: { width: 1180, height: 780 },
      locale: 'en-GB',
    });
    this.debugUrl = `http://127.0.0.1:${port}`;
    // Chromium enforces this one, so it is asked of the app as Electron would ask.
    const mayUseLoopback = this.askPermission({
      permission: 'loopback-network',
      url: appOrigin,
      isMainFrame: true,
    });
    if (mayUseLoopback.request === true) {
      await context.grantPermissions(['local-network-access'], { origin: shownOrigin });
    }
    await context.route('**/*', (route) => this.#answerRoute(route, mayNavigate));
    return context;
  }

  async #answerRoute(route: Route, mayNavigate: NavigationGuard): Promise<void> {
    const request = route.request();
    const url = fromShown(request.url());
    if (request.isNavigationRequest() && !mayNavigate(pageOf(request), url)) {
      await route.abort('aborted');
      return;
    }
    if (!this.mayRequest(url)) {
      record('request.cancelled', url);
      await route.abort('failed');
      return;
    }
    if (!url.startsWith(`${appOrigin}/`)) {
      await route.continue();
      return;
    }
    const answer = await this.#answer?.(new Request(url, { method: request.method() }));
    if (!answer) throw new Error('no handler for the app’s scheme');
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  }
}

/** Undefined while the request is older than its page. */
function pageOf(request: PageRequest): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    // Playwright throws for the first request of a popup.
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
