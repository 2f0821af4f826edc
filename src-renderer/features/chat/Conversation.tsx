import { ChevronLeft, Hash, Info, Lock, User, Users } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useClientState, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { goTo } from '../../state/route.ts';
import { useSettings } from '../../state/settings.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Composer } from './Composer.tsx';
import { MessageList } from './MessageList.tsx';
import { RoomInfoDialog } from './RoomInfoDialog.tsx';
import { roomTitle } from './room-words.ts';
import { TypingLine } from './TypingLine.tsx';
import { useQuotes } from './use-quotes.ts';
import { useWriting } from './use-writing.ts';

interface ConversationProps {
  readonly room: RoomState;
  readonly jumpTo: number | undefined;
  readonly onBack: () => void;
  readonly onTogglePeople: () => void;
}

/** One room: header, messages, composer. */
export function Conversation(props: ConversationProps) {
  const { room } = props;
  const { roomId } = room.room;
  const client = useClient();
  const clientState = useClientState();
  const settings = useSettings();
  const title = useReplica((replica) => roomTitle(room, replica));
  const writing = useWriting(roomId);
  const quotes = useQuotes(room);
  const [problem, setProblem] = useState<string>();
  const [showsInfo, setShowsInfo] = useState(false);
  /** Where the New divider stands: fixed when the room is opened. */
  const [newAfterSeq, setNewAfterSeq] = useState(room.unread > 0 ? room.readSeq : undefined);
  const opened = useRef(false);

  useEffect(() => {
    if (clientState.kind !== 'live' || room.hasBefore !== undefined) return;
    const startsUnread = settings.landing === 'unread' && room.unread > 40 && !opened.current;
    opened.current = true;
    const load = props.jumpTo ?? (startsUnread ? room.readSeq : undefined);
    const loading = load === undefined ? client.openRoom(roomId) : client.loadAround(roomId, load);
    loading.then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(sentenceFor(error)),
    );
  }, [
    client,
    clientState.kind,
    roomId,
    room.hasBefore,
    room.readSeq,
    room.unread,
    props.jumpTo,
    settings.landing,
  ]);

  useEffect(() => {
    if (room.members === undefined && clientState.kind === 'live' && room.joined) {
      void client.loadMembers(roomId).catch(() => undefined);
    }
  }, [client, clientState.kind, room.members, room.joined, roomId]);

  useEffect(() => () => client.trim(roomId, 200), [client, roomId]);

  const run = useCallback((work: Promise<unknown>) => {
    work.then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(sentenceFor(error)),
    );
  }, []);

  const markAllRead = useCallback(() => {
    setNewAfterSeq(undefined);
    client.markRead(roomId, room.room.lastSeq);
  }, [client, roomId, room.room.lastSeq]);

  const { kind, visibility, topic } = room.room;
  const Icon = kind === 'direct' ? User : kind === 'group' ? Users : visibility === 'private' ? Lock : Hash;
  return (
    <main className="sheet" aria-label={title}>
      <header className="head">
        <IconButton icon={ChevronLeft} label="Rooms" className="back" size={20} onPress={props.onBack} />
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
          <IconButton icon={Info} label="About this room" onPress={() => setShowsInfo(true)} />
          <IconButton icon={Users} label="People" shortcut="Ctrl+." onPress={props.onTogglePeople} />
        </div>
      </header>
      {problem !== undefined && (
        <div className="banner bad" role="alert">
          <span>{problem}</span>
          <span className="acts">
            <button type="button" className="btn quiet" onClick={() => setProblem(undefined)}>
              Dismiss
            </button>
          </span>
        </div>
      )}
      <MessageList
        room={room}
        newAfterSeq={newAfterSeq}
        jumpTo={props.jumpTo}
        onReply={(message) => writing.reply(message.seq)}
        onEdit={(message) => writing.edit(message)}
        onMarkRead={markAllRead}
        run={run}
      />
      {room.joined ? (
        <Composer
          room={room}
          title={title}
          writing={writing}
          quotes={quotes}
          onSent={() => setNewAfterSeq(undefined)}
          onEscape={markAllRead}
          run={run}
        />
      ) : (
        <div className="banner warn">
          <span>You are reading along. Join to write.</span>
          <span className="acts">
            <button
              type="button"
              className="btn primary"
              onClick={() => run(client.request('chat.joinRoom', { roomId }))}
            >
              Join room
            </button>
          </span>
        </div>
      )}
      <TypingLine accountIds={room.typing} />
      {showsInfo && (
        <RoomInfoDialog
          room={room}
          title={title}
          run={run}
          onClose={() => setShowsInfo(false)}
          onLeft={() => goTo({ kind: 'home' })}
        />
      )}
    </main>
  );
}
