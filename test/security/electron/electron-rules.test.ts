import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { electronRules, type Sources } from './electron-rules.ts';

const sources: Sources = new Map(
  globSync('src-{main,renderer,shared}/**/*.{ts,tsx}')
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .map((file) => [file.replaceAll('\\', '/'), readFileSync(file, 'utf8')]),
);

const shell = 'src-main/shell-electron/';

/** One deliberately broken copy for each rule: file, what stands there, what the copy says instead. */
const breaks: Readonly<Record<string, readonly (readonly [file: string, from: string, to: string])[]>> = {
  E4: [
    [`${shell}main.ts`, '  app.enableSandbox();\n', ''],
    [
      `${shell}main.ts`,
      'app.enableSandbox();',
      "app.enableSandbox(); app.commandLine.appendSwitch('no-sandbox');",
    ],
  ],
  E5: [
    [`${shell}windows/window-factory.ts`, 'contextIsolation: true', 'contextIsolation: false'],
    [`${shell}windows/window-factory.ts`, 'sandbox: true', 'sandbox: false'],
    [
      `${shell}tray/tray.ts`,
      'const tray = new Tray(icon);',
      'const tray = new Tray(icon); new BrowserWindow({});',
    ],
    [`${shell}windows/window-factory.ts`, 'devTools: !app.isPackaged', 'devTools: true'],
  ],
  E6: [
    [
      `${shell}windows/window-factory.ts`,
      "administration: 'persist:administration'",
      "administration: 'persist:chat'",
    ],
    [
      `${shell}preload/chat.ts`,
      "kind: 'chat',",
      "kind: 'chat', ownerTicket: () => ipcRenderer.invoke(channels.ownerTicket),",
    ],
  ],
  E9: [
    [`${shell}windows/window-factory.ts`, 'window.loadURL(appPage)', 'window.loadURL(options.title)'],
    [
      `${shell}guards/navigation.ts`,
      "  contents.on('will-attach-webview', (event) => event.preventDefault());\n",
      '',
    ],
  ],
  E11: [
    ['src-renderer/main.tsx', 'applySettings();', 'document.body.innerHTML = location.hash;'],
    ['src-renderer/main.tsx', 'applySettings();', 'eval(location.hash);'],
  ],
  E12: [
    [`${shell}guards/navigation.ts`, "'will-redirect'", "'did-redirect'"],
    [
      `${shell}guards/navigation.ts`,
      'if (!isAppUrl(event.url)) event.preventDefault();',
      'if (isAppUrl(event.url)) return;',
    ],
  ],
  E13: [[`${shell}guards/navigation.ts`, "action: 'deny'", "action: 'allow'"]],
  E14: [
    [`${shell}main.ts`, 'shell.openPath(config.dataFolder)', 'shell.openExternal(config.dataFolder)'],
    [`${shell}main.ts`, 'shell.openPath(config.dataFolder)', "shell.openPath(app.getPath('downloads'))"],
  ],
  E15: [
    [`${shell}guards/permissions.ts`, '  session.setPermissionRequestHandler(null);\n', ''],
    [`${shell}guards/permissions.ts`, '() => false', '() => true'],
  ],
  E16: [
    [`${shell}main.ts`, 'await abilities.start();', "ipcMain.handle('any', () => host);"],
    [`${shell}ipc/registry.ts`, 'frame.parent === null', 'true'],
    [
      `${shell}ipc/registry.ts`,
      "      if (!channel.roles.includes(caller.role)) throw refused('not for this window');\n",
      '',
    ],
  ],
  E17: [
    [
      `${shell}preload/chat.ts`,
      "kind: 'chat',",
      "kind: 'chat', invoke: (channel: string) => ipcRenderer.invoke(channel),",
    ],
    [`${shell}preload/chat.ts`, "kind: 'chat',", "kind: 'chat', ipcRenderer,"],
    [`${shell}preload/chat.ts`, '(_event: unknown, roomId: unknown) => listener(String(roomId))', 'listener'],
  ],
  E18: [
    [`${shell}guards/network.ts`, 'callback(refuseCertificate)', 'callback(0)'],
    [`${shell}main.ts`, "app.on('activate', showHome);", "app.on('certificate-error', trust);"],
  ],
  E19: [
    [`${shell}main.ts`, '    guardNetwork(windowSession, () => hostUrl);\n', ''],
    [`${shell}guards/network.ts`, 'cancel: !mayLeave(details.url, hostUrl())', 'cancel: false'],
  ],
  E20: [
    [
      `${shell}main.ts`,
      "app.on('activate', showHome);",
      "app.on('open-url', (_event, url) => windows.show(url));",
    ],
    [`${shell}main.ts`, 'options.forbidden !== undefined && app.isPackaged', 'false'],
  ],
  E21: [
    [
      `${shell}guards/downloads.ts`,
      'freePath(folder(), item.getFilename(), existsSync)',
      'item.getFilename()',
    ],
  ],
  'never blocking': [[`${shell}start-host.ts`, 'await dialog.showMessageBox(', 'dialog.showMessageBoxSync(']],
};

for (const rule of electronRules) {
  test(`${rule.id} ${rule.means}`, () => {
    assert.deepEqual(rule.violations(sources), []);
  });

  test(`${rule.id} bites: each broken copy is found`, () => {
    const copies = breaks[rule.id] ?? [];
    assert.ok(copies.length > 0, 'no broken copy');
    for (const [file, from, to] of copies) {
      const text = sources.get(file) ?? '';
      assert.ok(text.includes(from), `${file} does not hold ${from}`);
      const broken = new Map(sources).set(file, text.replace(from, to));
      assert.notDeepEqual(rule.violations(broken), [], `${file}: ${to}`);
    }
  });
}
