import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron as electron, expect, type Page, test } from '@playwright/test';
import { isAppUrl } from '../../src-main/shell-electron/pages/app-pages.ts';
import { DesktopApp } from './desktop-app.ts';

/** The real bundled main and preload against the double of `electron` (PROMISES E4-E21). */
let app: DesktopApp;
let chromiumPath = '';

test.beforeEach(({ launchOptions }) => {
  chromiumPath = launchOptions.executablePath ?? '';
  app = DesktopApp.start({ chromium: chromiumPath });
});
test.afterEach(() => app.remove());

/** Finds a window’s page, in the double and in Electron alike. */
interface Windows {
  page(role: 'chat' | 'administration'): Promise<Page>;
}

async function setUp(windows: Windows = app): Promise<{ administration: Page; chat: Page }> {
  const administration = await windows.page('administration');
  await administration.getByLabel('Host name').fill('Cellar LAN');
  await administration.getByLabel('Your name').fill('Ada');
  await administration.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await administration.getByRole('button', { name: 'Start hosting' }).click();
  const chat = await windows.page('chat');
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeVisible();
  return { administration, chat };
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

function hostUrlOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { hearthDesktop } = globalThis as unknown as {
      hearthDesktop: { host(): Promise<{ url: string }> };
    };
    return (await hearthDesktop.host()).url;
  });
}

function bridgeNames(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { hearthDesktop } = globalThis as unknown as { hearthDesktop: object };
    return Object.keys(hearthDesktop).sort();
  });
}

test('the desktop app sets a host up, chats in a window of its own, and serves the LAN', async ({ page }) => {
  const { administration, chat } = await setUp();
  await expect(administration.getByText('Cellar LAN').first()).toBeVisible();
  await say(chat, 'Hello from the desktop');

  await page.goto(await hostUrlOf(chat));
  await page.getByLabel('Nickname').fill('Grace');
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('log', { name: 'Messages' })).toContainText('Hello from the desktop');
  await say(page, 'Hello @Ada');
  await expect(chat.getByRole('log', { name: 'Messages' })).toContainText('Hello @Ada');

  // Stopping from the tray sends guests away and keeps the owner.
  await expect.poll(() => app.record('tray.toolTip')).toContain('Cellar LAN: on, 2 people here');
  await app.ask('clickTray', 'Stop hosting');
  await expect.poll(() => app.ask('trayLabels')).toContain('Start hosting');
  await say(chat, 'Only me now');
  await expect(chat.getByRole('log', { name: 'Messages' })).toContainText('Only me now');
  await app.ask('clickTray', 'Start hosting');
  await expect(page.getByRole('log', { name: 'Messages' })).toContainText('Only me now', { timeout: 20_000 });
});

test('P29 E6 the chat window has no way to administration, and its session no power over the host', async () => {
  const { administration, chat } = await setUp();
  expect(await bridgeNames(chat)).toEqual([
    'chatTicket',
    'host',
    'kind',
    'notify',
    'onOpenRoom',
    'openAdministration',
    'openExternal',
    'setBadge',
  ]);
  expect(await bridgeNames(administration)).toEqual([
    'changeDesktopSettings',
    'desktopSettings',
    'host',
    'kind',
    'openChat',
    'openDataFolder',
    'openExternal',
    'ownerTicket',
  ]);
  // Whatever script runs in the chat window: a ticket of its own makes a session that the host refuses to obey.
  const kinds = await chat.evaluate(async () => {
    const { hearthDesktop } = globalThis as unknown as {
      hearthDesktop: { host(): Promise<{ url: string }>; chatTicket(): Promise<string> };
    };
    const { url } = await hearthDesktop.host();
    const post = async (path: string, body: object, token?: string) => {
      const answer = await fetch(`${url}/api/v1/${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as { accessToken?: string; error?: { kind: string } };
    };
    const { accessToken } = await post('account/redeemOwnerTicket', {
      ticket: await hearthDesktop.chatTicket(),
    });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/socket`);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const answered = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    const client = { name: 'test', version: '1' };
    socket.send(
      JSON.stringify({ id: 1, op: 'system.hello', data: { token: accessToken, protocol: 1, client } }),
    );
    await answered;
    const status = await post('manager/status', {}, accessToken);
    const stop = await post('manager/setOpen', { open: false }, accessToken);
    socket.close();
    return [status.error?.kind, stop.error?.kind];
  });
  expect(kinds).toEqual(['forbidden', 'forbidden']);

  const before = (await app.windows()).length;
  await chat.getByRole('button', { name: 'Host home' }).click();
  expect((await app.windows()).length).toBe(before);
  const windows = await app.windows();
  expect(new Set(windows.map((window) => window.preload)).size).toBe(2);
  expect(new Set(windows.map((window) => window.partition)).size).toBe(2);
});

test('E4 E5 E7 every window is sandboxed and the app’s scheme has the powers of the table', async () => {
  await setUp();
  expect(await app.record('app.enableSandbox')).toEqual([{ beforeReady: true }]);
  expect(await app.record('schemes')).toEqual([
    [
      {
        scheme: 'app',
        privileges: {
          standard: true,
          secure: true,
          supportFetchAPI: true,
          corsEnabled: true,
          bypassCSP: false,
          allowServiceWorkers: false,
        },
      },
    ],
  ]);
  const windows = (await app.record('window')) as { webPreferences: Record<string, unknown> }[];
  expect(windows.length).toBe(2);
  for (const { webPreferences } of windows) {
    const { preload, ...powers } = webPreferences;
    expect(preload).toMatch(/preload-(chat|administration)\.cjs$/);
    expect(powers).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      offscreen: false,
      devTools: true,
      spellcheck: process.platform === 'darwin',
    });
  }
});

test('E9 E12 E13 E14 a page stays where it is, opens nothing, and asks before it sends anyone out', async () => {
  const { chat } = await setUp();
  const here = chat.url();
  await chat.evaluate(() => {
    location.href = 'https://evil.example/';
  });
  await expect.poll(() => app.record('navigation.prevented')).toContain('https://evil.example/');
  expect(chat.url()).toBe(here);
  // Behind a click, or the browser's own popup blocker would answer for the app.
  await chat.evaluate(() =>
    document.addEventListener('click', () => void open('https://evil.example/popup'), { once: true }),
  );
  await chat.getByRole('log', { name: 'Messages' }).click();
  await expect.poll(() => app.record('window.open')).toEqual([expect.objectContaining({ action: 'deny' })]);

  await say(chat, 'See https://hearth.example/manual and http://plain.example/');
  const link = chat.getByRole('link', { name: /hearth\.example/ });
  await link.click();
  await expect.poll(() => app.record('dialog')).toHaveLength(1);
  expect(await app.record('shell.openExternal')).toEqual([]);
  await app.ask('answerNextDialog', 0);
  await link.click();
  await expect.poll(() => app.record('shell.openExternal')).toEqual(['https://hearth.example/manual']);
  expect((await app.record('dialog'))[0]).toMatchObject({ message: 'Open hearth.example in the browser?' });
  expect(chat.url()).toBe(here);
});

test('E15 E18 E19 permissions, certificates and requests are refused unless named', async () => {
  const { chat } = await setUp();
  const hostUrl = await hostUrlOf(chat);
  const allowed = new Set([
    'fullscreen',
    'notifications',
    'clipboard-sanitized-write',
    'loopback-network',
    'local-network',
    'local-network-access',
  ]);
  for (const partition of ['persist:chat', 'persist:administration']) {
    for (const permission of permissions) {
      for (const [url, isMainFrame] of frames) {
        const answer = await app.ask('askPermission', partition, { permission, url, isMainFrame });
        const granted = allowed.has(permission) && isMainFrame && isAppUrl(url);
        expect(answer, `${permission} ${url}`).toEqual({ request: granted, check: granted, device: false });
      }
    }
    expect(await app.ask('checkCertificate', partition)).toBe(-2);
    for (const url of [
      'app://hearth/index.html',
      `${hostUrl}/x`,
      `${hostUrl.replace('http', 'ws')}/api/v1/socket`,
    ]) {
      expect(await app.ask('mayRequest', partition, url), url).toBe(true);
    }
    for (const url of strangers(hostUrl)) {
      expect(await app.ask('mayRequest', partition, url), url).toBe(false);
    }
  }
  const failed = await chat.evaluate(() =>
    fetch('http://evil.example/').then(
      () => false,
      () => true,
    ),
  );
  expect(failed).toBe(true);
});

test('E16 no forged sender reaches a channel', async () => {
  await setUp();
  const [, chatWindow] = await app.windows();
  expect(chatWindow?.partition).toBe('persist:chat');
  const chatId = 1000 + (chatWindow?.id ?? 0);
  const own = { url: 'app://hearth/index.html', parent: null };
  const forged = [
    { contentsId: chatId, frame: null },
    { contentsId: chatId, frame: { ...own, parent: {} } },
    { contentsId: chatId, frame: { ...own, url: 'app://hearth.evil/index.html' } },
    { contentsId: chatId, frame: { ...own, url: 'https://evil.example/' } },
    { contentsId: chatId, frame: { ...own, url: 'about:blank' } },
    { contentsId: 9999, frame: own },
  ];
  for (const channel of channelNames) {
    for (const sender of forged) {
      const answer = await app.ask<string>('forgeInvoke', channel, sender);
      expect(JSON.parse(answer), channel).toMatchObject({
        ok: false,
        error: expect.stringContaining('refused'),
      });
    }
  }
  const asChat = { contentsId: chatId, frame: own };
  for (const channel of channelNames.filter((name) => name.startsWith('administration:'))) {
    const answer = await app.ask<string>('forgeInvoke', channel, asChat);
    expect(JSON.parse(answer), channel).toMatchObject({
      error: expect.stringContaining('not for this window'),
    });
  }
  const badBadge = await app.ask<string>('forgeInvoke', 'chat:set-badge', asChat, {
    mentions: -1,
    unread: true,
  });
  expect(JSON.parse(badBadge)).toMatchObject({ error: expect.stringContaining('not what it takes') });
  let last = '';
  for (let call = 0; call < 40; call += 1) {
    last = await app.ask('forgeInvoke', 'chat:ticket', asChat);
  }
  expect(JSON.parse(last)).toMatchObject({ error: expect.stringContaining('too often') });
});

test('E20 E26 a second start shows the window of the first; closing hides, quitting closes the host', async () => {
  const { administration } = await setUp();
  const [administrationWindow] = await app.windows();
  await app.ask('closeWindow', administrationWindow?.id);
  await expect.poll(async () => (await app.windows())[0]?.visible).toBe(false);
  await expect(administration.getByText('Cellar LAN').first()).toBeVisible();
  expect(await app.record('notification')).toEqual([
    { title: 'Cellar LAN goes on', body: expect.stringContaining('Quit from the tray') },
  ]);
  const focused = (await app.record('window.focus')).length;
  const second = DesktopApp.start({ chromium: chromiumPath, folder: app.folder });
  expect(await second.exited()).toBe(0);
  await expect.poll(async () => (await app.record('window.focus')).length).toBeGreaterThan(focused);

  const quitting = app.exited();
  await app.ask('clickTray', 'Quit Hearth');
  expect(await quitting).toBe(0);

  // The next start knows the person and needs no set-up.
  const folder = app.folder;
  app = DesktopApp.start({ chromium: chromiumPath, folder });
  const chat = await app.page('chat');
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeVisible();
});

test('the host panel starts the app with the computer, keeps it awake, and opens the data folder', async () => {
  const { administration } = await setUp();
  const autostart = administration.getByLabel('Start Hearth with the computer');
  await autostart.check();
  const entry = path.join(app.folder, 'config/autostart/hearth.desktop');
  await expect.poll(() => existsSync(entry)).toBe(true);
  expect(readFileSync(entry, 'utf8')).toContain('--hidden');
  await autostart.uncheck();
  await expect.poll(() => existsSync(entry)).toBe(false);
  await administration.getByLabel('Keep the computer awake').check();
  await expect.poll(() => app.record('powerSaveBlocker.start')).toHaveLength(1);
  await administration.getByRole('button', { name: 'Open the data folder' }).click();
  await expect.poll(() => app.record('shell.openPath')).toEqual([app.folder]);
});

test('E20 a packaged app does not start with switches that open it', async () => {
  for (const flag of [
    '--inspect=0',
    '--remote-debugging-port=9222',
    '--no-sandbox',
    '--disable-web-security',
  ]) {
    const opened = DesktopApp.start({
      chromium: chromiumPath,
      args: [flag],
      environment: { ELECTRON_DOUBLE_PACKAGED: '1' },
    });
    expect(await opened.exited()).toBe(2);
    expect(opened.errors).toContain(flag.split('=')[0]);
    await opened.remove();
  }
});

const electronProgram = path.resolve('node_modules/electron/dist/electron');

test('the desktop app in Electron itself: set-up, chat, quit', async () => {
  test.skip(!existsSync(electronProgram), 'Electron’s own program is not there');
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-electron-'));
  const real = await electron.launch({
    executablePath: electronProgram,
    args: ['.', '--data', folder, '--port', '0', '--bind', '127.0.0.1'],
  });
  try {
    const page = async (role: 'chat' | 'administration') => {
      const isWanted = async (candidate: Page) =>
        (await candidate.evaluate(() => {
          return (globalThis as unknown as { hearthDesktop?: { kind: string } }).hearthDesktop?.kind;
        })) === role;
      for (const candidate of real.windows()) if (await isWanted(candidate)) return candidate;
      return real.waitForEvent('window', { predicate: isWanted });
    };
    const { administration, chat } = await setUp({ page });
    expect(administration.url()).toMatch(/^app:\/\/hearth\//);
    await say(chat, 'Hello from Electron');
    await expect(chat.getByRole('log', { name: 'Messages' })).toContainText('Hello from Electron');
    expect(await chat.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
  } finally {
    await real.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

const channelNames = [
  'host:place',
  'chat:ticket',
  'chat:set-badge',
  'chat:notify',
  'chat:open-administration',
  'shell:open-external',
  'administration:owner-ticket',
  'administration:open-chat',
  'administration:open-data-folder',
  'administration:desktop-settings',
  'administration:change-desktop-settings',
];

const frames: readonly (readonly [string, boolean])[] = [
  ['app://hearth/index.html', true],
  ['app://hearth/index.html', false],
  ['https://evil.example/', true],
  ['app://hearth.evil/', true],
];

/** Every permission that Electron names. */
const permissions =
  `ar automatic-fullscreen background-fetch background-sync captured-surface-control clipboard-read
  clipboard-sanitized-write deprecated-sync-clipboard-read display-capture fileSystem fullscreen geolocation
  geolocation-approximate hand-tracking hid idle-detection keyboardLock local-fonts local-network local-network-access
  loopback-network media mediaKeySystem midi midiSysex nfc notifications openExternal payment-handler
  periodic-background-sync persistent-storage pointerLock screen-wake-lock sensors serial smart-card speaker-selection
  storage-access system-wake-lock top-level-storage-access usb vr web-app-installation web-printing window-management
  unknown`.split(/\s+/);

function strangers(hostUrl: string): readonly string[] {
  return [
    'https://evil.example/',
    'http://127.0.0.1/',
    `${hostUrl}0/`,
    hostUrl.replace('127.0.0.1', 'localhost'),
    hostUrl.replace('http', 'https'),
    hostUrl.replace('http://', 'http://evil@evil.example#'),
    'ws://evil.example/',
    'file:///etc/passwd',
    'app://hearth.evil/',
    'app://evil/index.html',
    'data:text/html,x',
    'blob:https://evil.example/1',
    'javascript:alert(1)',
    'chrome://gpu',
    'not an address',
  ];
}
