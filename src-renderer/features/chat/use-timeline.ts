import { useMemo } from 'react';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { type TimelineRow, timelineOf } from './timeline.ts';

/** The rows of a room; the same ones until something in them changes (typing and counts change the room too). */
export function useTimeline(options: {
  room: RoomState;
  viewerId: AccountId | undefined;
  newAfterSeq: number | undefined;
}): readonly TimelineRow[] {
  const { viewerId, newAfterSeq } = options;
  const { messages, outgoing, hasBefore, hasAfter } = options.room;
  return useMemo(
    () => timelineOf({ room: { messages, outgoing, hasBefore, hasAfter }, viewerId, newAfterSeq }),
    [messages, outgoing, hasBefore, hasAfter, viewerId, newAfterSeq],
  );
}
