import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import { useClient } from '../../state/client-context.tsx';
import { useSettings } from '../../state/settings.ts';
import { Announcements } from './announcements.ts';
import { type Announce, AnnounceContext } from './announcer.ts';

/** The one live region of a room: new messages of others, and answers to what the person did. */
export function Announcer(props: { roomId: RoomId; children: ReactNode }) {
  const { roomId } = props;
  const client = useClient();
  const { announceMessages } = useSettings();
  const [sentence, setSentence] = useState('');
  const [announcements] = useState(() => new Announcements());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const plan = useCallback(() => {
    const waitMs = announcements.waitMs(performance.now());
    if (waitMs === undefined || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setSentence(announcements.take(performance.now()));
    }, waitMs);
  }, [announcements]);

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (!announceMessages || event.event !== 'chat.messageCreated') return;
        const { message } = event.data;
        const { account, profiles } = client.replica;
        if (message.roomId !== roomId || message.senderId === account?.accountId) return;
        const name = profiles.get(message.senderId)?.displayName ?? 'Somebody';
        announcements.message({ name, text: message.text });
        plan();
      }),
    [client, roomId, announcements, plan, announceMessages],
  );

  const announce: Announce = useCallback(
    (text) => {
      announcements.say(text);
      plan();
    },
    [announcements, plan],
  );
  return (
    <AnnounceContext value={announce}>
      {props.children}
      <div className="sr" role="status" aria-label="Announcements">
        {sentence}
      </div>
    </AnnounceContext>
  );
}
