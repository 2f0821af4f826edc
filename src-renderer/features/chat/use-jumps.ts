import { useEffect, useMemo, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useLatest } from '../../state/client-context.tsx';
import { useAnnounce } from './announcer.ts';
import { useRoomView } from './room-view.ts';
import type { Place } from './scroll-memory.ts';
import type { MessageScroll, Target } from './use-message-scroll.ts';

/** A message that was jumped to stays marked this long. */
const flashMs = 2000;

export interface Jumps {
  readonly flashed: number | undefined;
  /** Where the reader was before the last jump. */
  readonly cameFrom: Place | 'end' | undefined;
  /** The first sight of a room is this message: there is nothing to go back to. */
  readonly land: (seq: number) => void;
  readonly jump: (seq: number) => void;
  readonly back: () => void;
}

/** Jumps within a room: the message is centred, marked and announced, and the way back is kept until it is used. */
export function useJumps(room: RoomState, scroll: MessageScroll): Jumps {
  const { roomId } = room.room;
  const client = useClient();
  const view = useRoomView();
  const announce = useAnnounce();
  const [flashed, setFlashed] = useState<number>();
  const [cameFrom, setCameFrom] = useState<Place | 'end'>();
  const latest = useLatest({ room, scroll, cameFrom, view });

  useEffect(() => {
    if (flashed === undefined) return;
    const timer = setTimeout(() => setFlashed(undefined), flashMs);
    return () => clearTimeout(timer);
  }, [flashed]);

  const calls = useMemo(() => {
    function goTo(seq: number, target: Target): void {
      const now = latest.current;
      now.scroll.go(target);
      const first = now.room.messages[0]?.message.seq ?? Number.MAX_SAFE_INTEGER;
      const last = now.room.messages.at(-1)?.message.seq ?? 0;
      const isLoaded = (seq >= first || now.room.hasBefore === false) && (seq <= last || !now.room.hasAfter);
      if (isLoaded) return;
      const loading = client.loadAround(roomId, seq).catch((error: unknown) => {
        latest.current.scroll.stay();
        throw error;
      });
      now.view.run(loading);
    }
    function land(seq: number): void {
      goTo(seq, { kind: 'centre', seq });
      setFlashed(seq);
      announce('Jumped to the message.');
    }
    return {
      land,
      jump(seq: number) {
        setCameFrom(latest.current.scroll.place() ?? 'end');
        land(seq);
      },
      back() {
        const from = latest.current.cameFrom;
        setCameFrom(undefined);
        if (from === undefined) return;
        announce('Back to where you were.');
        if (from !== 'end') return goTo(from.seq, { kind: 'place', ...from });
        latest.current.scroll.go({ kind: 'end' });
        if (latest.current.room.hasAfter) latest.current.view.run(client.loadLatest(roomId));
      },
    };
  }, [announce, client, latest, roomId]);

  return useMemo(() => ({ ...calls, flashed, cameFrom }), [calls, flashed, cameFrom]);
}
