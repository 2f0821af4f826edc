import { contextBridge, ipcRenderer } from 'electron';
import { type AdministrationBridge, bridgeGlobal, channels } from '../../../src-shared/bridge/desktop.ts';

/** The administration window’s bridge: the only one that can ask for the owner’s ticket. */
const bridge: AdministrationBridge = {
  kind: 'administration',
  host: () => ipcRenderer.invoke(channels.host),
  ownerTicket: () => ipcRenderer.invoke(channels.ownerTicket),
  openChat: () => ipcRenderer.invoke(channels.openChat),
  openExternal: (url) => ipcRenderer.invoke(channels.openExternal, String(url)),
  openDataFolder: () => ipcRenderer.invoke(channels.openDataFolder),
  desktopSettings: () => ipcRenderer.invoke(channels.desktopSettings),
  changeDesktopSettings: (change) =>
    ipcRenderer.invoke(channels.changeDesktopSettings, {
      ...(change.autostart === undefined ? {} : { autostart: Boolean(change.autostart) }),
      ...(change.keepAwake === undefined ? {} : { keepAwake: Boolean(change.keepAwake) }),
    }),
};

contextBridge.exposeInMainWorld(bridgeGlobal, bridge);
