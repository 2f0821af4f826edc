import { lazy } from 'react';

const parts = {
  settings: () => import('../account/SettingsDialog.tsx'),
  create: () => import('./CreateRoomDialog.tsx'),
  browse: () => import('./BrowseRoomsDialog.tsx'),
  shortcuts: () => import('./ShortcutSheet.tsx'),
  info: () => import('./RoomInfoDialog.tsx'),
  person: () => import('./PersonCard.tsx'),
  message: () => import('./MessageOverlays.tsx'),
  emoji: () => import('./EmojiPicker.tsx'),
  menu: () => import('../../ui/OpenMenu.tsx'),
};

/** What lies over the chat is fetched after the chat itself stands; each part is there before anybody asks for it. */
export const SettingsDialog = lazy(() => parts.settings().then((part) => ({ default: part.SettingsDialog })));
export const CreateRoomDialog = lazy(() =>
  parts.create().then((part) => ({ default: part.CreateRoomDialog })),
);
export const BrowseRoomsDialog = lazy(() =>
  parts.browse().then((part) => ({ default: part.BrowseRoomsDialog })),
);
export const ShortcutSheet = lazy(() => parts.shortcuts().then((part) => ({ default: part.ShortcutSheet })));
export const RoomInfoDialog = lazy(() => parts.info().then((part) => ({ default: part.RoomInfoDialog })));
export const PersonCard = lazy(() => parts.person().then((part) => ({ default: part.PersonCard })));
export const MessageOverlays = lazy(() =>
  parts.message().then((part) => ({ default: part.MessageOverlays })),
);
export const EmojiPicker = lazy(() => parts.emoji().then((part) => ({ default: part.EmojiPicker })));

/** Fetches all of them when the page has nothing else to do. */
export function fetchAhead(): void {
  const fetchAll = () => {
    // A part that could not be fetched now is fetched again when it is opened.
    for (const load of Object.values(parts)) load().catch(() => undefined);
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetchAll, { timeout: 3000 });
  else setTimeout(fetchAll, 1000);
}
