import { useState } from 'react';
import type { TimelineMessage } from '../../../src-shared/client/contract.ts';
import { useClient } from '../../state/client-context.tsx';
import { goTo, hashOf } from '../../state/route.ts';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { copyText } from '../../state/copy-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { rememberEmoji } from './recent-emoji.ts';
import { useRoomView } from './room-view.ts';

/** What is open over one message. */
export type MessageOverlay = 'picker' | 'delete' | 'sheet' | undefined;

export interface MessageActions {
  readonly isMine: boolean;
  /** Nothing can be done to what is gone, or in a room that one only reads. */
  readonly isAllowed: boolean;
  readonly overlay: MessageOverlay;
  readonly open: (overlay: MessageOverlay) => void;
  readonly react: (emoji: string) => void;
  readonly reply: () => void;
  readonly edit: () => void;
  readonly remove: () => void;
  readonly markUnread: () => void;
  readonly menu: readonly MenuEntry[];
}

/** Everything that can be done with a message; hover bar, menu, keys and the sheet of phones all call these. */
export function useMessageActions(entry: TimelineMessage): MessageActions {
  const { message, mine } = entry;
  const client = useClient();
  const view = useRoomView();
  const [overlay, setOverlay] = useState<MessageOverlay>();
  const { roomId } = view;
  const isMine = view.viewerId === message.senderId;
  const act = {
    react: (emoji: string) => {
      const on = !mine.includes(emoji);
      if (on) rememberEmoji(emoji);
      view.run(client.request('chat.react', { roomId, seq: message.seq, emoji, on }));
    },
    reply: () => view.reply(message),
    edit: () => view.edit(message),
    remove: () => view.run(client.request('chat.deleteMessage', { roomId, seq: message.seq })),
    markUnread: () => {
      const work = client.markUnread(roomId, message.seq);
      view.run(work.then(() => showToast('Marked unread from here.')));
    },
  };
  const link: MenuEntry[] = [
    {
      label: 'Copy text',
      act: () => copy(message.text, 'Text copied.'),
    },
    {
      label: 'Copy link',
      act() {
        const link = `${location.origin}/${hashOf({ kind: 'room', roomId, seq: message.seq })}`;
        copy(link, 'Link copied. It opens for people who may read this room.');
      },
    },
  ];
  const menu: MenuEntry[] = [
    ...(isMine ? [{ label: 'Edit', act: act.edit }] : []),
    { label: 'Mark unread from here', act: act.markUnread },
    { label: 'Open its link', act: () => goTo({ kind: 'room', roomId, seq: message.seq }) },
    ...link,
    ...(isMine ? [{ label: 'Delete', danger: true, act: () => setOverlay('delete') }] : []),
  ];
  return {
    ...act,
    isMine,
    isAllowed: view.joined && !message.deleted,
    overlay,
    open: setOverlay,
    menu,
  };
}

function copy(text: string, done: string): void {
  void copyText(text).then((isCopied) => {
    showToast(
      isCopied ? done : 'This browser does not let a page copy. Select the text and copy it yourself.',
    );
  });
}
