import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { useClient, useClientState, useLatest } from '../../state/client-context.tsx';

/** The next page is fetched when fewer rows than this are left beyond what is on screen. */
const rowsAhead = 25;
/** What takes longer is said. */
const slowMs = 1000;

export interface Paging {
  /** A page has been on its way for a second. */
  readonly isSlow: boolean;
  /** Rows left on both sides of what is on screen. */
  readonly nearEdges: (left: { before: number; after: number }) => void;
}

/** Fetches the next page of history, in the direction in which few rows are left; one page at a time. */
export function usePaging(room: RoomState, run: (work: Promise<unknown>) => void): Paging {
  const { roomId } = room.room;
  const client = useClient();
  const { kind } = useClientState();
  const [isSlow, setIsSlow] = useState(false);
  const isFetching = useRef(false);
  const slowTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useLatest({ room, kind });
  useEffect(() => () => clearTimeout(slowTimer.current), []);

  const nearEdges = useCallback(
    ({ before, after }: { before: number; after: number }) => {
      const now = latest.current;
      if (isFetching.current || now.kind !== 'live' || now.room.messages.length === 0) return;
      const wantsBefore = now.room.hasBefore === true && before < rowsAhead;
      const wantsAfter = now.room.hasAfter && after < rowsAhead;
      if (!wantsBefore && !wantsAfter) return;
      isFetching.current = true;
      slowTimer.current = setTimeout(() => setIsSlow(true), slowMs);
      const isOlder = wantsBefore && (!wantsAfter || before <= after);
      const work = isOlder ? client.loadBefore(roomId) : client.loadAfter(roomId);
      const done = () => {
        isFetching.current = false;
        clearTimeout(slowTimer.current);
        setIsSlow(false);
      };
      run(work.finally(done));
    },
    [client, latest, roomId, run],
  );
  return useMemo(() => ({ isSlow, nearEdges }), [isSlow, nearEdges]);
}
