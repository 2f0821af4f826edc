import { desktopBridge } from './desktop-bridge.ts';

/** The administration window’s part of the bridge; undefined in a browser and in the chat window. */
export const administration = desktopBridge?.kind === 'administration' ? desktopBridge : undefined;
