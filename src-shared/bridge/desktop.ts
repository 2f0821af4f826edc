/**
 * What the desktop shell offers a window beyond the web, through contextBridge. A browser has no bridge: the renderer
 * then gets `undefined` and hides what needs it. Only desktop abilities; everything about chat goes over the socket.
 */
export interface ChatBridge {
  readonly kind: 'chat';
  /** Where this window finds its own host. */
  hostUrl(): Promise<string>;
  /** Mentions as a number, anything else unread as a dot. */
  setBadge(badge: { mentions: number; unread: boolean }): void;
  notify(notification: { title: string; body: string; roomId: string }): void;
  /** The person clicked a notification; opens that room. */
  onOpenRoom(listener: (roomId: string) => void): () => void;
  openExternal(url: string): Promise<boolean>;
  openAdministration(): Promise<void>;
}

/** The administration window's, in its own session partition. */
export interface AdministrationBridge {
  readonly kind: 'administration';
  hostUrl(): Promise<string>;
  /** One-time, 60 s: signs this window in as the owner, or claims a host that has none. */
  ownerTicket(): Promise<string>;
  openDataFolder(): Promise<void>;
  autostart(): Promise<boolean>;
  setAutostart(on: boolean): Promise<boolean>;
  keepAwake(): Promise<boolean>;
  setKeepAwake(on: boolean): Promise<boolean>;
}

export type DesktopBridge = ChatBridge | AdministrationBridge;

/** The one global name that preload defines on `window`. */
export const bridgeGlobal = 'hearthDesktop';

/** Every IPC channel, by direction; preload and main take the names from here only. */
export const channels = {
  invoke: {
    hostUrl: 'host:url',
    openExternal: 'shell:open-external',
    openAdministration: 'window:open-administration',
    ownerTicket: 'administration:owner-ticket',
    openDataFolder: 'administration:open-data-folder',
    autostart: 'administration:autostart',
    setAutostart: 'administration:set-autostart',
    keepAwake: 'administration:keep-awake',
    setKeepAwake: 'administration:set-keep-awake',
  },
  send: {
    setBadge: 'window:set-badge',
    notify: 'window:notify',
  },
  push: {
    openRoom: 'window:open-room',
  },
} as const;
