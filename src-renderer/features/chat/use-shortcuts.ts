import { useEffect } from 'react';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useLatest } from '../../state/client-context.tsx';
import { goTo } from '../../state/route.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import type { OpenDialog } from './chat-types.ts';

/** Every shortcut of the chat that acts wherever the focus is; the sheet lists them in these words. */
export const shortcuts: readonly (readonly [keys: string, meaning: string])[] = [
  ['Ctrl K', 'Jump to a room or person'],
  ['Ctrl Shift K', 'Talk to somebody'],
  ['Alt ↑ / Alt ↓', 'Previous or next room'],
  ['Alt Shift ↑ / ↓', 'Previous or next unread room'],
  ['Ctrl .', 'Show or hide people'],
  ['Ctrl ,', 'Settings'],
  ['Ctrl /', 'This list'],
  ['Alt ← / Alt →', 'Back or forward'],
  ['Esc', 'Close, or mark the room read and go to its end'],
  ['Shift Esc', 'Mark every room read'],
  ['Shift Page ↑', 'Oldest unread message'],
  ['Ctrl Home / Ctrl End', 'First or newest message, outside the composer'],
  ['Alt click on a room', 'Mark its last message unread'],
  ['Ctrl Shift E', 'Emoji'],
  ['Ctrl Shift \\', 'Focus the last message'],
  ['Ctrl B, I, E', 'Bold, italic, code'],
  ['Ctrl Shift L, Ctrl Shift >', 'Link, quote'],
  ['↑ in an empty composer', 'Edit your last message'],
  ['Shift ↑ in an empty composer', 'Reply to the last message'],
  ['E, R, + or Delete on a message', 'Edit, reply, react, delete (Shift Delete without a question)'],
  ['Alt Enter on a message', 'Mark unread from here'],
  ['F6', 'Next region'],
];

export function useShortcuts(options: {
  rooms: readonly RoomState[];
  current: RoomId | undefined;
  openDialog: (dialog: OpenDialog) => void;
}): void {
  const client = useClient();
  const settings = useSettings();
  const latest = useLatest({ ...options, settings });
  useEffect(() => {
    function step(by: 1 | -1, onlyUnread: boolean): void {
      const { rooms, current } = latest.current;
      const from = rooms.findIndex((room) => room.room.roomId === current);
      for (let offset = 1; offset <= rooms.length; offset += 1) {
        const room = rooms[(from + by * offset + rooms.length * 2) % rooms.length];
        if (!room || (onlyUnread && room.unread === 0)) continue;
        goTo({ kind: 'room', roomId: room.room.roomId, seq: undefined });
        return;
      }
    }
    function press(event: KeyboardEvent): void {
      const command = event.ctrlKey || event.metaKey;
      const { openDialog } = latest.current;
      if (event.isComposing || event.defaultPrevented) return;
      if (command && event.key.toLowerCase() === 'k') openDialog(event.shiftKey ? 'people' : 'switcher');
      else if (command && event.key === ',') openDialog('settings');
      else if (command && event.key === '/') openDialog('shortcuts');
      else if (command && event.key === '.')
        changeSettings({ showMembers: !latest.current.settings.showMembers });
      else if (event.altKey && event.key === 'ArrowUp') step(-1, event.shiftKey);
      else if (event.altKey && event.key === 'ArrowDown') step(1, event.shiftKey);
      else if (isBack(event)) history.back();
      else if (isForward(event)) history.forward();
      else if (event.key === 'F6') nextRegion(event.shiftKey ? -1 : 1);
      else return typeAnywhere(event);
      event.preventDefault();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [client, latest]);
}

/** Cmd+[ and Cmd+] on a Mac, where Alt with an arrow goes from word to word; elsewhere Alt with an arrow. */
const isMac = navigator.platform.startsWith('Mac');

function isBack(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey && event.key === '[' : event.altKey && event.key === 'ArrowLeft';
}

function isForward(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey && event.key === ']' : event.altKey && event.key === 'ArrowRight';
}

/** Typing with nothing focused goes into the composer. */
function typeAnywhere(event: KeyboardEvent): void {
  const isPrintable = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isFree = document.activeElement === document.body || document.activeElement === null;
  if (!isPrintable || !isFree || document.querySelector('[role="dialog"], dialog[open]')) return;
  document.querySelector<HTMLTextAreaElement>('textarea[data-composer]')?.focus();
}

/** Rooms, messages, composer, people: focus goes round. */
function nextRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + by + regions.length) % regions.length];
  const target = next?.matches('[tabindex], textarea')
    ? next
    : next?.querySelector<HTMLElement>('button, [tabindex], textarea, a');
  target?.focus();
}
