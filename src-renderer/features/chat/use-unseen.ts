import { useState } from 'react';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import type { RoomState } from '../../../src-shared/client/contract.ts';

/** Messages of others that came since the reader left the end of the list, or since the room was opened. */
export function useUnseen(room: RoomState, viewerId: AccountId | undefined, isAtEnd: boolean): number {
  const { lastSeq } = room.room;
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  if (isAtEnd && seenSeq !== lastSeq) setSeenSeq(lastSeq);
  if (isAtEnd || lastSeq <= seenSeq) return 0;
  // Away from the newest messages they are not here to be counted one by one; the host counts them.
  if (room.hasAfter) return Math.min(room.unread, lastSeq - seenSeq);
  return room.messages.filter(
    ({ message }) => message.seq > seenSeq && message.senderId !== viewerId && !message.deleted,
  ).length;
}
