import { bridgeGlobal, type DesktopBridge, type HostPlace } from '../../src-shared/bridge/desktop.ts';

/** What the desktop shell offers this window; undefined in a browser. */
export const desktopBridge = (globalThis as { [bridgeGlobal]?: DesktopBridge })[bridgeGlobal];

/** Where the host is: in a browser, where the page came from. */
export const hostPlace: HostPlace = desktopBridge
  ? await desktopBridge.host()
  : { url: location.origin, joinUrl: location.origin };
