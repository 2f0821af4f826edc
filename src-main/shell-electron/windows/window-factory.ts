import { app, BrowserWindow, session } from 'electron';
import { fileURLToPath } from 'node:url';
import { appPage } from '../pages/app-pages.ts';

/** The chat window knows nothing of administration: other preload, other session partition (PROMISES E6). */
export type WindowRole = 'chat' | 'administration';

export const partitions: Readonly<Record<WindowRole, string>> = {
  chat: 'persist:chat',
  administration: 'persist:administration',
};

const sizes: Readonly<
  Record<WindowRole, { width: number; height: number; minWidth: number; minHeight: number }>
> = {
  chat: { width: 1180, height: 780, minWidth: 360, minHeight: 420 },
  administration: { width: 960, height: 760, minWidth: 360, minHeight: 420 },
};

/** Every window’s powers over this computer: none (PROMISES E5). Nothing else in the app makes a window. */
export const webPreferences = Object.freeze({
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
  // Dictionaries would be fetched from the internet; macOS brings its own.
  spellcheck: process.platform === 'darwin',
});

export function createWindow(role: WindowRole, options: { title: string; icon: string }): BrowserWindow {
  const window = new BrowserWindow({
    ...sizes[role],
    ...options,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#15120f',
    webPreferences: {
      ...webPreferences,
      devTools: !app.isPackaged,
      session: session.fromPartition(partitions[role]),
      preload: fileURLToPath(new URL(`./preload-${role}.cjs`, import.meta.url)),
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(appPage);
  return window;
}
