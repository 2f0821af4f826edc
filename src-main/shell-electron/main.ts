import { app, ipcMain, Menu, protocol, session, shell } from 'electron';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../host/config/load-config.ts';
import type { Host } from '../host/host.ts';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import { createLog } from '../platform/log.ts';
import { systemClock } from '../platform/system-clock.ts';
import { DesktopAbility } from './desktop-settings.ts';
import { guardDownloads } from './guards/downloads.ts';
import { openExternal } from './guards/external-links.ts';
import { guardNavigation } from './guards/navigation.ts';
import { guardNetwork } from './guards/network.ts';
import { guardPermissions } from './guards/permissions.ts';
import { desktopChannels } from './ipc/desktop-channels.ts';
import { registerChannels } from './ipc/registry.ts';
import { menuTemplate } from './menu/menu.ts';
import { Notices } from './notices.ts';
import { answerAppPage, appScheme, appSchemePrivileges } from './pages/app-pages.ts';
import { showFailure, startDesktopHost } from './start-host.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { createTray } from './tray/tray.ts';
import { partitions } from './windows/window-factory.ts';
import { WindowKeeper } from './windows/window-keeper.ts';

/** A close that takes longer is cut off: the databases are safe at any moment. */
const closeMs = 5000;

const asset = (name: string) => fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));

/** What must be settled before Electron is ready; the rest follows in `run`. */
function prepare(options: StartOptions): void {
  if (options.forbidden !== undefined && app.isPackaged) {
    throw new ExitError(exitCodes.usage, `Hearth does not start with ${options.forbidden}.`);
  }
  const { config } = loadConfig({ args: options.hostArgs, environment: process.env, commandFlags: [] });
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: appSchemePrivileges }]);
  // Beside the data, so that each data folder has one app with its own windows’ memory.
  const userData = path.join(config.dataFolder, 'desktop');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  guardNavigation(app);
  app
    .whenReady()
    .then(() => run(config, options))
    .catch(async (error: unknown) => app.exit(await showFailure(error)));
}

async function run(config: Parameters<typeof startDesktopHost>[0], options: StartOptions): Promise<void> {
  const log = createLog({ level: config.logLevel, folder: path.join(config.dataFolder, 'logs') });
  const { host, staticFiles } = await startDesktopHost(config, log);
  const ownHost = config.bind === undefined || config.bind === '0.0.0.0' ? '127.0.0.1' : config.bind;
  const hostUrl = `http://${ownHost}:${host.port}`;

  for (const partition of Object.values(partitions)) {
    const windowSession = session.fromPartition(partition);
    windowSession.protocol.handle(appScheme, (request) => answerAppPage(request, staticFiles, hostUrl));
    guardPermissions(windowSession);
    guardNetwork(windowSession, () => hostUrl);
    guardDownloads(windowSession, () => app.getPath('downloads'));
  }

  const windows = new WindowKeeper({
    icon: asset('icon.png'),
    title: () => host.state.hostName,
    onHidden: () => notices.hidden(host.state.hostName),
  });
  const notices = new Notices(windows, asset('badge.png'));
  const abilities = new DesktopAbility(app, config.dataFolder);
  const showHome = () => windows.show(host.state.claimed ? 'chat' : 'administration');
  const quit = () => app.quit();

  registerChannels({
    ipcMain,
    channels: desktopChannels({
      host: () => ({ url: hostUrl, joinUrl: host.addresses[0]?.url.replace(/\/$/, '') ?? hostUrl }),
      chatTicket: () => (host.state.claimed ? host.issueTicket('chat') : undefined),
      ownerTicket: () => host.issueTicket('account'),
      setBadge: (badge) => notices.setBadge(badge),
      notify: (notification) => notices.notify(notification),
      openAdministration: () => void windows.show('administration'),
      openChat: () => void windows.show('chat'),
      async openExternal(url, windowId) {
        const parent = windows.byId(windowId);
        return parent ? openExternal(url, parent) : false;
      },
      openDataFolder: async () => void (await shell.openPath(config.dataFolder)),
      settings: () => abilities.settings(),
      changeSettings: (change) => abilities.change(change),
    }),
    callerOf: (webContentsId) => windows.callerOf(webContentsId),
    nowMs: () => systemClock.monotonic(),
    log: log.with({ part: 'shell' }),
  });
  await abilities.start();
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ isPackaged: app.isPackaged, quit })));
  const tray = createTray({
    icon: asset('tray.png'),
    clock: systemClock,
    state: () => host.state,
    actions: {
      openChat: () => void windows.show('chat'),
      openAdministration: () => void windows.show('administration'),
      setOpen(open) {
        host.setOpen(open);
        tray.refresh();
      },
      quit,
    },
  });

  app.on('second-instance', showHome);
  app.on('activate', showHome);
  // The host goes on without a window.
  app.on('window-all-closed', () => undefined);
  closeInOrder(host, () => {
    windows.letGo();
    tray.close();
    log.close();
  });
  if (!options.hidden) showHome();
}

/** Quitting waits for the host: clients are told, writes are finished, files are closed. */
function closeInOrder(host: Host, done: () => void): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const deadline = systemClock.after(closeMs, () => app.exit(exitCodes.done));
    host
      .close()
      .catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
      .finally(() => {
        deadline.cancel();
        state = 'closed';
        done();
        app.quit();
      });
  });
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit());
try {
  prepare(readStartOptions(process.argv.slice(1)));
} catch (error) {
  void showFailure(error).then((exitCode) => app.exit(exitCode));
}
