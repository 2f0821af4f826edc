import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { mentionsViewer } from '../../../src-shared/client/room-replica.ts';
import { useClient, useLatest, useNow, useReplica } from '../../state/client-context.tsx';
import { MessageSkeleton } from '../../ui/Skeleton.tsx';
import { useSettings } from '../../state/settings.ts';
import { ListOverlays } from './ListOverlays.tsx';
import { ListRow } from './ListRow.tsx';
import { useRoomView } from './room-view.ts';
import { placeIn, rememberPlace } from './scroll-memory.ts';
import { useJumps } from './use-jumps.ts';
import { useMessageScroll } from './use-message-scroll.ts';
import { usePaging } from './use-paging.ts';
import type { Quotes } from './use-quotes.ts';
import { useTimeline } from './use-timeline.ts';
import { useUnseen } from './use-unseen.ts';

/** With more rows than this below the screen, the way to the newest message is offered. */
const awayRows = 20;

/** Calls that come from outside of the list: keys and the composer. */
export interface MessageListHandle {
  toLatest(): void;
  toFirst(): void;
  jump(seq: number): void;
  focusLast(): void;
}

interface MessageListProps {
  readonly ref: Ref<MessageListHandle>;
  readonly room: RoomState;
  readonly quotes: Quotes;
  readonly newAfterSeq: number | undefined;
  readonly jumpTo: number | undefined;
  /** The person looks at the window again: the New divider is fixed anew before anything is marked as read. */
  readonly onReturn: () => void;
  readonly onMarkRead: () => void;
}

/** The messages of a room, landing and staying where a reader expects (FEATURES 4.2). */
export function MessageList({ ref, ...props }: MessageListProps) {
  const { room, newAfterSeq, quotes } = props;
  const { roomId, lastSeq } = room.room;
  const client = useClient();
  const view = useRoomView();
  const viewer = useReplica((replica) => replica.account);
  const viewerId = viewer?.accountId;
  const { landing } = useSettings();
  const today = useNow(60_000);
  const { hasBefore, hasAfter } = room;
  const rows = useTimeline({ room, viewerId, newAfterSeq });
  const readIfLooking = () => {
    if (document.hasFocus() && !document.hidden && !hasAfter) client.markRead(roomId, lastSeq);
  };
  const scroll = useMessageScroll({ rows, hasAfter, onSeesLast: readIfLooking });
  const { list, container, measure, hold } = scroll;
  const { startIndex, endIndex } = scroll.range ?? { startIndex: 0, endIndex: 0 };
  const isAway = !scroll.isAtEnd && (hasAfter || rows.length - endIndex > awayRows);
  const jumps = useJumps(room, scroll);
  const paging = usePaging(room, view.run);
  const unseen = useUnseen(room, viewerId, scroll.isAtEnd);
  const latest = useLatest({ scroll, rows, props, readIfLooking });

  useEffect(() => {
    paging.nearEdges({ before: startIndex, after: rows.length - 1 - endIndex });
  });

  useEffect(() => {
    const comeBack = () => {
      const now = latest.current;
      now.props.onReturn();
      if (now.scroll.seesLast()) now.readIfLooking();
    };
    addEventListener('focus', comeBack);
    return () => removeEventListener('focus', comeBack);
  }, [latest]);

  const isLoaded = hasBefore !== undefined;
  const landed = useRef(false);
  const { jumpTo } = props;
  useLayoutEffect(() => {
    if (!isLoaded || landed.current) return;
    landed.current = true;
    const now = latest.current;
    const firstNew = now.rows.find((row) => row.isNew);
    const height = now.scroll.list.current?.clientHeight ?? 0;
    const kept = placeIn(roomId);
    if (jumpTo !== undefined) jumps.land(jumpTo);
    else if (landing === 'newest') now.scroll.go({ kind: 'end' });
    else if (firstNew?.kind === 'message') {
      now.scroll.go({ kind: 'place', seq: firstNew.entry.message.seq, top: height / 3 });
    } else if (kept) now.scroll.go({ kind: 'place', ...kept });
    else now.scroll.go({ kind: 'end' });
  }, [isLoaded, latest, jumpTo, jumps, roomId, landing]);

  const shownJump = useRef(jumpTo);
  useEffect(() => {
    if (shownJump.current === jumpTo) return;
    shownJump.current = jumpTo;
    if (jumpTo !== undefined && landed.current) jumps.jump(jumpTo);
  }, [jumpTo, jumps]);

  useEffect(() => () => rememberPlace(roomId, latest.current.scroll.place()), [roomId, latest]);

  function toLatest(): void {
    scroll.go({ kind: 'end' });
    if (hasAfter) view.run(client.loadLatest(roomId));
  }

  function focusRow(index: number): void {
    const row = rows[index];
    if (row) scroll.focus(row.key, index);
  }

  useImperativeHandle(ref, () => ({
    toLatest,
    toFirst: () => jumps.jump(1),
    jump: (seq) => jumps.jump(seq),
    focusLast: () => focusRow(rows.findLastIndex((row) => row.kind === 'message')),
  }));

  /** Arrow keys go from message to message. */
  function walk(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    if (event.altKey || event.ctrlKey || event.metaKey || !event.currentTarget.contains(event.target as Node))
      return;
    const key = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
    const at = rows.findIndex((row) => row.key === key);
    focusRow(event.key === 'ArrowUp' ? (at < 0 ? rows.length - 1 : at - 1) : at + 1);
    event.preventDefault();
  }

  const firstNew = rows.find((row) => row.isNew);
  return (
    <div className="log-wrap">
      <ListOverlays
        landing={room.unread > 0 && !scroll.isAtEnd ? firstNew?.atMs : undefined}
        unread={room.unread}
        unseen={unseen}
        dayMs={rows[startIndex]?.atMs}
        isScrolling={scroll.isScrolling}
        today={today}
        isAway={isAway}
        isFetching={paging.isSlow}
        cameFrom={jumps.cameFrom !== undefined}
        onLatest={toLatest}
        onMarkRead={props.onMarkRead}
        onBack={jumps.back}
      />
      <div
        ref={list}
        className="scroll log"
        role="log"
        aria-label="Messages"
        aria-live="off"
        aria-busy={!isLoaded}
        tabIndex={0}
        data-region="messages"
        onKeyDown={walk}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) hold(undefined);
        }}
      >
        {!isLoaded && <MessageSkeleton rows={6} />}
        {isLoaded && rows.length === 0 && (
          <p className="sysline start">This is the beginning of the room. Say something.</p>
        )}
        <div ref={container} className="msgs">
          {scroll.items.map(({ index, key }) => {
            const row = rows[index];
            if (!row) return null;
            const message = row.kind === 'message' ? row.entry.message : undefined;
            const isNamed = message !== undefined && message.senderId !== viewerId;
            return (
              <ListRow
                key={key}
                index={index}
                row={row}
                today={row.beginsDay ? today : 0}
                isFlashed={message !== undefined && message.seq === jumps.flashed}
                namesMe={isNamed && mentionsViewer(room, message, viewer)}
                quoted={message?.replyTo === undefined ? undefined : quotes.held(message.replyTo)}
                measure={measure}
                hold={hold}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
