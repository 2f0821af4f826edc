import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { useClient, useNow, useReplica } from '../../state/client-context.tsx';
import { MessageRow } from './MessageRow.tsx';
import { OutgoingRow } from './OutgoingRow.tsx';
import { timelineOf } from './timeline.ts';
import { useDirectory } from './use-directory.ts';
import { clockTime, dayWords } from './words.ts';

/** Within this of the bottom, new messages keep the list at the bottom. */
const stickPixels = 100;
/** Within this of an edge, the next page is fetched. */
const fetchPixels = 600;

interface MessageListProps {
  readonly room: RoomState;
  readonly newAfterSeq: number | undefined;
  readonly jumpTo: number | undefined;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onMarkRead: () => void;
  readonly run: (work: Promise<unknown>) => void;
}

/** Where the reader is looking: a row and how far below the top it stands. */
interface Anchor {
  readonly key: string;
  readonly top: number;
}

/** The messages of a room. Keeps the reader’s place when pages are added, sticks to the bottom when the reader is there. */
export function MessageList(props: MessageListProps) {
  const { room, newAfterSeq } = props;
  const { roomId, lastSeq } = room.room;
  const client = useClient();
  const viewerId = useReplica((replica) => replica.account?.accountId);
  const today = useNow(60_000);
  const directory = useDirectory(room);
  const rows = useMemo(
    () => timelineOf({ room: { messages: room.messages, outgoing: room.outgoing }, viewerId, newAfterSeq }),
    [room.messages, room.outgoing, viewerId, newAfterSeq],
  );
  const list = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor>(undefined);
  const atBottom = useRef(true);
  const landed = useRef(false);
  const outgoingCount = useRef(room.outgoing.length);
  const fetching = useRef(false);
  const [away, setAway] = useState(0);
  const [flashed, setFlashed] = useState<number>();

  const remember = useCallback(() => {
    const place = list.current;
    if (!place) return;
    atBottom.current = place.scrollHeight - place.scrollTop - place.clientHeight <= stickPixels;
    const top = place.getBoundingClientRect().top;
    for (const row of place.querySelectorAll<HTMLElement>('[data-row]')) {
      const box = row.getBoundingClientRect();
      if (box.bottom <= top) continue;
      anchor.current = { key: row.dataset.row ?? '', top: box.top - top };
      break;
    }
  }, []);

  const readIfSeen = useCallback(() => {
    const isLooking = document.hasFocus() && !document.hidden;
    if (isLooking && atBottom.current && !room.hasAfter) {
      client.markRead(roomId, lastSeq);
      setAway(0);
    }
  }, [client, roomId, lastSeq, room.hasAfter]);

  useLayoutEffect(() => {
    const place = list.current;
    if (!place || room.hasBefore === undefined) return;
    const sentNow = room.outgoing.length > outgoingCount.current;
    outgoingCount.current = room.outgoing.length;
    if (!landed.current) {
      landed.current = true;
      land(place, props.jumpTo);
    } else if (sentNow || (atBottom.current && !room.hasAfter)) {
      place.scrollTop = place.scrollHeight;
    } else if (anchor.current) {
      const row = place.querySelector<HTMLElement>(`[data-row="${CSS.escape(anchor.current.key)}"]`);
      if (row)
        place.scrollTop +=
          row.getBoundingClientRect().top - place.getBoundingClientRect().top - anchor.current.top;
    }
    remember();
  }, [rows, room.hasBefore, room.hasAfter, room.outgoing.length, props.jumpTo, remember]);

  useEffect(() => {
    readIfSeen();
    addEventListener('focus', readIfSeen);
    return () => removeEventListener('focus', readIfSeen);
  }, [readIfSeen]);

  const newestSeq = room.messages.at(-1)?.message.seq;
  useEffect(() => {
    if (newestSeq !== undefined && !atBottom.current) setAway((count) => count + 1);
  }, [newestSeq]);

  useEffect(() => {
    const place = list.current;
    if (!place) return;
    // Images, fonts and a growing composer change heights after the fact.
    const observer = new ResizeObserver(() => {
      if (atBottom.current) place.scrollTop = place.scrollHeight;
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, []);

  const jump = useCallback(
    async (seq: number) => {
      const place = list.current;
      if (!place) return;
      if (!place.querySelector(`[data-seq="${seq}"]`)) await client.loadAround(roomId, seq);
      requestAnimationFrame(() => {
        place.querySelector<HTMLElement>(`[data-seq="${seq}"]`)?.scrollIntoView({ block: 'center' });
        remember();
        setFlashed(seq);
        setTimeout(() => setFlashed(undefined), 2000);
      });
    },
    [client, roomId, remember],
  );

  function scrolled(): void {
    remember();
    readIfSeen();
    const place = list.current;
    if (!place || fetching.current) return;
    const wantsBefore = room.hasBefore === true && place.scrollTop < fetchPixels;
    const wantsAfter =
      room.hasAfter && place.scrollHeight - place.scrollTop - place.clientHeight < fetchPixels;
    if (!wantsBefore && !wantsAfter) return;
    fetching.current = true;
    const work = wantsBefore ? client.loadBefore(roomId) : client.loadAfter(roomId);
    props.run(work.finally(() => (fetching.current = false)));
  }

  async function toLatest(): Promise<void> {
    if (room.hasAfter) await client.loadLatest(roomId);
    atBottom.current = true;
    requestAnimationFrame(() => {
      const place = list.current;
      if (place) place.scrollTop = place.scrollHeight;
      readIfSeen();
    });
  }

  const isAway = room.hasAfter || away > 0;
  const firstNew = rows.find((row, index) => row.kind === 'message' && rows[index - 1]?.kind === 'new');
  return (
    <div className="log-wrap">
      {newAfterSeq !== undefined && room.unread > 0 && firstNew?.kind === 'message' && (
        <div className="landing">
          <span>
            <b>{room.unread}</b> new since {clockTime(Date.parse(firstNew.entry.message.createdAt))}
          </span>
          <button type="button" className="btn go" onClick={() => void toLatest()}>
            Jump to latest
          </button>
          <button type="button" className="btn quiet opt" onClick={props.onMarkRead}>
            Mark read
          </button>
        </div>
      )}
      <div
        ref={list}
        className="scroll log"
        role="log"
        aria-label="Messages"
        aria-live="polite"
        aria-relevant="additions"
        tabIndex={0}
        data-region="messages"
        onScroll={scrolled}
        onKeyDown={(event) => walk(event, list.current)}
      >
        <div className="msgs">
          {room.hasBefore === false && <p className="sysline start">This is the beginning of the room.</p>}
          {rows.map((row) => {
            if (row.kind === 'date') {
              return (
                <div key={row.key} className="divider" data-row={row.key}>
                  <span>{dayWords(row.atMs, today)}</span>
                </div>
              );
            }
            if (row.kind === 'new') {
              return (
                <div key={row.key} className="divider new" data-row={row.key}>
                  <span>New</span>
                </div>
              );
            }
            if (row.kind === 'outgoing') {
              return (
                <OutgoingRow key={row.key} rowKey={row.key} message={row.message} isFirst={row.isFirst} />
              );
            }
            const { seq } = row.entry.message;
            return (
              <MessageRow
                key={row.key}
                rowKey={row.key}
                entry={row.entry}
                room={room}
                directory={directory}
                isFirst={row.isFirst}
                isFlashed={flashed === seq}
                onReply={props.onReply}
                onEdit={props.onEdit}
                onJump={(target) => void jump(target)}
                run={props.run}
              />
            );
          })}
        </div>
      </div>
      {isAway && (
        <button type="button" className="btn to-latest" onClick={() => void toLatest()}>
          <ArrowDown size={16} aria-hidden="true" /> {away > 0 ? 'New messages' : 'Jump to latest'}
        </button>
      )}
    </div>
  );
}

/** First sight of a room: the New divider one third down, or the message jumped to, or the bottom. */
function land(place: HTMLElement, jumpTo: number | undefined): void {
  const target =
    jumpTo === undefined
      ? place.querySelector('.divider.new')
      : place.querySelector(`[data-seq="${jumpTo}"]`);
  if (!target) {
    place.scrollTop = place.scrollHeight;
    return;
  }
  const offset = target.getBoundingClientRect().top - place.getBoundingClientRect().top;
  place.scrollTop += offset - place.clientHeight / 3;
}

/** Arrow keys go from message to message. */
function walk(event: React.KeyboardEvent, place: HTMLElement | null): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  if (!place || event.altKey || event.target instanceof HTMLTextAreaElement) return;
  const messages = [...place.querySelectorAll<HTMLElement>('article')];
  const at = messages.findIndex((message) => message.contains(document.activeElement));
  const next = event.key === 'ArrowUp' ? (at < 0 ? messages.length - 1 : at - 1) : at + 1;
  messages[next]?.focus();
  event.preventDefault();
}
