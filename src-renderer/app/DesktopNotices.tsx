import { useEffect, useRef } from 'react';
import type { RoomId } from '../../src-shared/base/ids.ts';
import { desktopBridge } from '../bridge/desktop-bridge.ts';
import { useClient } from '../state/client-context.tsx';
import { goTo } from '../state/route.ts';

/** In the desktop’s chat window: the badge, a notice for a mention while nobody looks, and links to the world outside. */
export function DesktopNotices() {
  const client = useClient();
  const mentionsBefore = useRef(new Map<RoomId, number>());

  useEffect(() => {
    if (desktopBridge?.kind !== 'chat') return undefined;
    const bridge = desktopBridge;
    let shownBadge = '';
    const tell = () => {
      let mentions = 0;
      let unread = false;
      for (const [roomId, room] of client.replica.rooms) {
        mentions += room.mentions;
        unread ||= room.unread > 0;
        const before = mentionsBefore.current.get(roomId);
        mentionsBefore.current.set(roomId, room.mentions);
        if (before === undefined || room.mentions <= before || document.hasFocus()) continue;
        const title =
          room.room.name === undefined ? 'A message for you' : `You were mentioned in ${room.room.name}`;
        void bridge.notify({ title, body: 'Click to read it.', roomId });
      }
      const badge = `${mentions} ${unread}`;
      if (badge === shownBadge) return;
      shownBadge = badge;
      void bridge.setBadge({ mentions, unread });
    };
    tell();
    return client.subscribe(tell);
  }, [client]);

  useEffect(() => {
    if (desktopBridge?.kind !== 'chat') return undefined;
    return desktopBridge.onOpenRoom((roomId) =>
      goTo({ kind: 'room', roomId: roomId as RoomId, seq: undefined }),
    );
  }, []);

  useEffect(() => {
    const bridge = desktopBridge;
    if (!bridge) return undefined;
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || link.origin === location.origin) return;
      event.preventDefault();
      void bridge.openExternal(link.href);
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, []);
  return null;
}
