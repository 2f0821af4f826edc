import { type RefObject, useEffect } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useLatest } from '../../state/client-context.tsx';
import type { ComposerHandle } from './Composer.tsx';
import type { MessageListHandle } from './MessageList.tsx';
import type { Writing } from './writing.ts';

interface RoomKeys {
  readonly room: RoomState;
  readonly list: RefObject<MessageListHandle | null>;
  readonly composer: RefObject<ComposerHandle | null>;
  readonly writing: Writing;
  /** Marks the room read and goes to its end. */
  readonly onRead: () => void;
}

/** Keys that act on the open room wherever the focus is, as long as nothing lies over it. */
export function useRoomKeys(options: RoomKeys): void {
  const client = useClient();
  const latest = useLatest(options);
  useEffect(() => {
    function markAllRead(): void {
      for (const { room, joined, unread } of client.replica.rooms.values()) {
        if (joined && unread > 0) client.markRead(room.roomId, room.lastSeq);
      }
      latest.current.onRead();
    }
    function escape(isShifted: boolean): void {
      const { writing, onRead } = latest.current;
      if (isShifted) markAllRead();
      else if (writing.state.about.kind !== 'new') writing.cancel();
      else onRead();
    }
    function press(event: KeyboardEvent): void {
      if (event.isComposing || event.defaultPrevented || somethingIsOver()) return;
      const { room, list, composer } = latest.current;
      const command = event.ctrlKey || event.metaKey;
      const isWriting = event.target instanceof HTMLElement && event.target.matches('input, textarea');
      if (event.key === 'Escape') escape(event.shiftKey);
      else if (event.shiftKey && event.key === 'PageUp') {
        if (room.unread === 0) return;
        list.current?.jump(room.readSeq + 1);
      } else if (command && event.shiftKey && event.code === 'Backslash') list.current?.focusLast();
      else if (command && event.shiftKey && event.key.toLowerCase() === 'e') composer.current?.pickEmoji();
      else if (command && !isWriting && event.key === 'Home') list.current?.toFirst();
      else if (command && !isWriting && event.key === 'End') list.current?.toLatest();
      else return;
      event.preventDefault();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [client, latest]);
}

/** A dialog, a menu or a list of suggestions takes the keys first. */
function somethingIsOver(): boolean {
  return document.querySelector('[role="dialog"], dialog[open], [role="menu"], [role="listbox"]') !== null;
}
