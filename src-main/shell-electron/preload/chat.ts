import { contextBridge, ipcRenderer } from 'electron';
import { bridgeGlobal, type ChatBridge, channels, pushes } from '../../../src-shared/bridge/desktop.ts';

/** The chat window’s bridge: named functions only, plain values in and out, nothing of administration. */
const bridge: ChatBridge = {
  kind: 'chat',
  host: () => ipcRenderer.invoke(channels.host),
  chatTicket: () => ipcRenderer.invoke(channels.chatTicket),
  setBadge: (badge) =>
    ipcRenderer.invoke(channels.setBadge, {
      mentions: Number(badge.mentions),
      unread: Boolean(badge.unread),
    }),
  notify: (notification) =>
    ipcRenderer.invoke(channels.notify, {
      title: String(notification.title),
      body: String(notification.body),
      roomId: String(notification.roomId),
    }),
  onOpenRoom(listener) {
    const heard = (_event: unknown, roomId: unknown) => listener(String(roomId));
    ipcRenderer.on(pushes.openRoom, heard);
    return () => {
      ipcRenderer.removeListener(pushes.openRoom, heard);
    };
  },
  openExternal: (url) => ipcRenderer.invoke(channels.openExternal, String(url)),
  openAdministration: () => ipcRenderer.invoke(channels.openAdministration),
};

contextBridge.exposeInMainWorld(bridgeGlobal, bridge);
