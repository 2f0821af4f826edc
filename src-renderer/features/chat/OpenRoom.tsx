import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useClientState, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { showToast } from '../../ui/toasts.ts';
import { Announcer } from './Announcer.tsx';
import { Conversation } from './Conversation.tsx';
import { MemberPanel } from './MemberPanel.tsx';
import type { MessageListHandle } from './MessageList.tsx';
import { PersonCard } from './on-demand.ts';
import type { OpenPerson } from './PersonCard.tsx';
import { type RoomView, RoomViewProvider } from './room-view.ts';
import { useDirectory } from './use-directory.ts';
import { useQuotes } from './use-quotes.ts';
import { useWriting } from './use-writing.ts';

interface OpenRoomProps {
  readonly room: RoomState;
  readonly jumpTo: number | undefined;
  readonly showsPeople: boolean;
  readonly onRooms: () => void;
  readonly onClosePeople: () => void;
  readonly onTogglePeople: () => void;
}

/** Messages of a room that nobody looks at are kept up to here. */
const keptMessages = 200;

/** One room with its people: what both share is made here, once for as long as the room is open. */
export function OpenRoom(props: OpenRoomProps) {
  const { room } = props;
  const { roomId } = room.room;
  const { joined } = room;
  const client = useClient();
  const { kind } = useClientState();
  const viewerId = useReplica((replica) => replica.account?.accountId);
  const directory = useDirectory(room);
  const writing = useWriting(roomId);
  const quotes = useQuotes(room);
  const [person, setPerson] = useState<OpenPerson>();
  const list = useRef<MessageListHandle>(null);

  const run = useCallback((work: Promise<unknown>) => {
    work.catch((error: unknown) => showToast(sentenceFor(error)));
  }, []);
  const { want } = quotes;
  const view = useMemo(
    (): RoomView => ({
      roomId,
      viewerId,
      joined,
      directory,
      reply: (message) => writing.reply(message.seq),
      edit: (message) => writing.edit(message),
      jump: (seq) => list.current?.jump(seq),
      openPerson: (accountId, from) => setPerson({ accountId, from }),
      wantQuote: want,
      run,
    }),
    [roomId, viewerId, joined, directory, writing, want, run],
  );

  const { members } = room;
  useEffect(() => {
    if (members === undefined && kind === 'live' && joined) {
      void client.loadMembers(roomId).catch(() => undefined);
    }
  }, [client, kind, members, joined, roomId]);
  useEffect(() => () => client.trim(roomId, keptMessages), [client, roomId]);

  return (
    <RoomViewProvider value={view}>
      <Announcer roomId={roomId}>
        <Conversation
          room={room}
          jumpTo={props.jumpTo}
          list={list}
          writing={writing}
          quotes={quotes}
          onRooms={props.onRooms}
          onTogglePeople={props.onTogglePeople}
        />
      </Announcer>
      {props.showsPeople && <MemberPanel room={room} onClose={props.onClosePeople} />}
      {person && (
        <Suspense fallback={null}>
          <PersonCard
            person={person}
            room={room}
            run={run}
            onMention={(name) => {
              const { text } = writing.state;
              const gap = text === '' || /\s$/.test(text) ? '' : ' ';
              writing.type(`${text}${gap}@${name} `);
              // The card gives the focus back to what it was opened from, and must be gone by then.
              setTimeout(() => document.querySelector<HTMLElement>('textarea[data-composer]')?.focus());
            }}
            onClose={() => setPerson(undefined)}
          />
        </Suspense>
      )}
    </RoomViewProvider>
  );
}
