import { ChevronLeft, Hash, Info, Lock, User, Users } from 'lucide-react';
import { type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useClientState, useLatest, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { goTo } from '../../state/route.ts';
import { useSettings } from '../../state/settings.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Composer, type ComposerHandle } from './Composer.tsx';
import { MessageList, type MessageListHandle } from './MessageList.tsx';
import { RoomInfoDialog } from './on-demand.ts';
import { useRoomView } from './room-view.ts';
import { pillCount, roomTitle } from './room-words.ts';
import { TypingLine } from './TypingLine.tsx';
import type { Quotes } from './use-quotes.ts';
import { useRoomKeys } from './use-room-keys.ts';
import { badgeWords } from './words.ts';
import type { Writing } from './writing.ts';

interface ConversationProps {
  readonly room: RoomState;
  readonly jumpTo: number | undefined;
  readonly list: RefObject<MessageListHandle | null>;
  readonly writing: Writing;
  readonly quotes: Quotes;
  readonly onRooms: () => void;
  readonly onTogglePeople: () => void;
}

/** One room: header, messages, composer. */
export function Conversation(props: ConversationProps) {
  const { room, list, writing } = props;
  const { roomId, lastSeq } = room.room;
  const client = useClient();
  const view = useRoomView();
  const title = useReplica((replica) => roomTitle(room, replica));
  const [showsInfo, setShowsInfo] = useState(false);
  /** Where the New divider stands: fixed when the room is opened or the window looked at again. */
  const [newAfterSeq, setNewAfterSeq] = useState(room.unread > 0 ? room.readSeq : undefined);
  const composer = useRef<ComposerHandle>(null);
  const latest = useLatest(room);
  const [problem, dismiss] = useFirstPage(room, props.jumpTo);

  const leaveUnread = useCallback(() => {
    setNewAfterSeq(undefined);
    client.markRead(roomId, lastSeq);
  }, [client, roomId, lastSeq]);
  const readAll = useCallback(() => {
    leaveUnread();
    list.current?.toLatest();
  }, [leaveUnread, list]);

  useRoomKeys({ room, list, composer, writing, onRead: readAll });

  return (
    <main className="sheet" aria-label={title}>
      <RoomHead
        room={room}
        title={title}
        onRooms={props.onRooms}
        onInfo={() => setShowsInfo(true)}
        onTogglePeople={props.onTogglePeople}
      />
      {problem !== undefined && (
        <div className="banner bad" role="alert">
          <span>{problem}</span>
          <span className="acts">
            <button type="button" className="btn quiet" onClick={dismiss}>
              Dismiss
            </button>
          </span>
        </div>
      )}
      <MessageList
        ref={list}
        room={room}
        quotes={props.quotes}
        newAfterSeq={newAfterSeq}
        jumpTo={props.jumpTo}
        onReturn={() => {
          if (latest.current.unread > 0) setNewAfterSeq(latest.current.readSeq);
        }}
        onMarkRead={leaveUnread}
      />
      {room.joined ? (
        <Composer
          ref={composer}
          room={room}
          title={room.room.kind === 'channel' ? `#${title}` : title}
          writing={writing}
          quotes={props.quotes}
          onSent={() => {
            setNewAfterSeq(undefined);
            list.current?.toLatest();
          }}
          onEscape={readAll}
          run={view.run}
        />
      ) : (
        <div className="banner warn">
          <span>You are reading along. Join to write.</span>
          <span className="acts">
            <button
              type="button"
              className="btn primary"
              onClick={() => view.run(client.request('chat.joinRoom', { roomId }))}
            >
              Join room
            </button>
          </span>
        </div>
      )}
      <TypingLine accountIds={room.typing} />
      {showsInfo && (
        <Suspense fallback={null}>
          <RoomInfoDialog
            room={room}
            title={title}
            run={view.run}
            onClose={() => setShowsInfo(false)}
            onLeft={() => goTo({ kind: 'home' })}
          />
        </Suspense>
      )}
    </main>
  );
}

/** Unread messages up to here are on the newest page; for more the page round the first of them is fetched. */
const unreadOnNewestPage = 40;

/** Fetches what the room opens with; what went wrong, in words, and how to put that away. */
function useFirstPage(room: RoomState, jumpTo: number | undefined): [string | undefined, () => void] {
  const { roomId } = room.room;
  const { readSeq, unread } = room;
  const client = useClient();
  const { kind } = useClientState();
  const { landing } = useSettings();
  const [problem, setProblem] = useState<string>();
  const wasOpened = useRef(false);
  const isMissing = room.hasBefore === undefined;
  useEffect(() => {
    if (kind !== 'live' || !isMissing) return;
    const isFirst = !wasOpened.current;
    wasOpened.current = true;
    const startsUnread = landing === 'unread' && unread > unreadOnNewestPage && isFirst;
    const seq = jumpTo ?? (startsUnread ? readSeq : undefined);
    const loading = seq === undefined ? client.openRoom(roomId) : client.loadAround(roomId, seq);
    loading.then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(sentenceFor(error)),
    );
  }, [client, kind, roomId, isMissing, readSeq, unread, jumpTo, landing]);
  return [problem, () => setProblem(undefined)];
}

function RoomHead(props: {
  room: RoomState;
  title: string;
  onRooms: () => void;
  onInfo: () => void;
  onTogglePeople: () => void;
}) {
  const { title } = props;
  const { roomId, kind, visibility, topic } = props.room.room;
  const rooms = useReplica((replica) => replica.rooms);
  let elsewhere = 0;
  for (const other of rooms.values()) if (other.room.roomId !== roomId) elsewhere += pillCount(other);
  const Icon = kind === 'direct' ? User : kind === 'group' ? Users : visibility === 'private' ? Lock : Hash;
  return (
    <header className="head">
      <span className="back-wrap">
        <IconButton icon={ChevronLeft} label="Rooms" className="back" size={20} onPress={props.onRooms} />
        {elsewhere > 0 && (
          <span className="pill">
            {badgeWords(elsewhere)}
            <span className="sr"> for you in other rooms</span>
          </span>
        )}
      </span>
      <h1 className="cut">
        <Icon size={18} aria-hidden="true" />
        <span className="cut" dir="auto">
          {title}
        </span>
      </h1>
      {topic && (
        <p className="topic cut" dir="auto" title={topic}>
          {topic}
        </p>
      )}
      <div className="acts">
        <IconButton icon={Info} label="About this room" onPress={props.onInfo} />
        <IconButton icon={Users} label="People" shortcut="Ctrl+." onPress={props.onTogglePeople} />
      </div>
    </header>
  );
}
