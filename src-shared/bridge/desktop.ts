/**
 * What the desktop shell offers a window beyond the web, through contextBridge. A browser has no bridge: the renderer
 * then gets `undefined` and hides what needs it. Only desktop abilities; everything about chat goes over the socket.
 */
export interface ChatBridge {
  readonly kind: 'chat';
  host(): Promise<HostPlace>;
  /**
   * One-time, 60 s: signs this window in as the person whose computer this is, without power over the host. None
   * while the host has no owner.
   */
  chatTicket(): Promise<string | undefined>;
  /** Mentions as a number, anything else unread as a dot. */
  setBadge(badge: Badge): Promise<void>;
  notify(notification: DesktopNotification): Promise<void>;
  /** The person clicked a notification: open that room. Returns what stops listening. */
  onOpenRoom(listener: (roomId: string) => void): () => void;
  /** Asks the person first. False when the address is none that may be opened, or the person said no. */
  openExternal(url: string): Promise<boolean>;
  openAdministration(): Promise<void>;
}

/** The administration window's, in its own session partition. */
export interface AdministrationBridge {
  readonly kind: 'administration';
  host(): Promise<HostPlace>;
  /** One-time, 60 s: signs this window in as the owner, or claims a host that has none. */
  ownerTicket(): Promise<string>;
  openChat(): Promise<void>;
  openExternal(url: string): Promise<boolean>;
  openDataFolder(): Promise<void>;
  desktopSettings(): Promise<DesktopSettings>;
  changeDesktopSettings(change: Partial<DesktopSettings>): Promise<DesktopSettings>;
}

/** Origins, without a slash at the end. */
export interface HostPlace {
  /** Where this window finds its own host. */
  readonly url: string;
  /** Where others on the network find it; for links that are passed on. */
  readonly joinUrl: string;
}

export interface Badge {
  readonly mentions: number;
  readonly unread: boolean;
}

export interface DesktopNotification {
  readonly title: string;
  readonly body: string;
  readonly roomId: string;
}

export interface DesktopSettings {
  /** The app starts with the computer, in the tray. */
  readonly autostart: boolean;
  /** The computer does not fall asleep while the host is on. */
  readonly keepAwake: boolean;
}

export type DesktopBridge = ChatBridge | AdministrationBridge;

/** The one global name that preload defines on `window`. */
export const bridgeGlobal = 'hearthDesktop';

/** Every channel that a window may call; preload and main take the names from here only. */
export const channels = {
  host: 'host:place',
  chatTicket: 'chat:ticket',
  setBadge: 'chat:set-badge',
  notify: 'chat:notify',
  openAdministration: 'chat:open-administration',
  openExternal: 'shell:open-external',
  ownerTicket: 'administration:owner-ticket',
  openChat: 'administration:open-chat',
  openDataFolder: 'administration:open-data-folder',
  desktopSettings: 'administration:desktop-settings',
  changeDesktopSettings: 'administration:change-desktop-settings',
} as const;
export type ChannelName = (typeof channels)[keyof typeof channels];

/** What main tells a window unasked. */
export const pushes = { openRoom: 'chat:open-room' } as const;
