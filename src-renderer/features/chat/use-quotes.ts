import { useEffect, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { indexOfSeq } from '../../../src-shared/client/room-replica.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { useClient, useLatest } from '../../state/client-context.tsx';

/** Answered messages from outside of the loaded stretch that are kept for one room. */
const mostKept = 200;

export interface Quotes {
  /** The message, as far as it is here; undefined until it is. */
  held(seq: number): Message | undefined;
  /** Fetches it if it is not here. */
  want(seq: number): void;
}

/** Messages that others answer: most are on screen already, the rest is fetched one by one when its answer is shown. */
export function useQuotes(room: RoomState): Quotes {
  const client = useClient();
  const { roomId } = room.room;
  const [fetched, setFetched] = useState<ReadonlyMap<number, Message>>(new Map());
  const asked = useRef(new Set<number>());
  const latest = useLatest(room.messages);

  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.event !== 'chat.messageUpdated' && event.event !== 'chat.messageDeleted') return;
        const { message } = event.data;
        if (message.roomId !== roomId) return;
        setFetched((before) =>
          before.has(message.seq) ? new Map(before).set(message.seq, message) : before,
        );
      }),
    [client, roomId],
  );

  const inStretch = (seq: number) => {
    const message = room.messages[indexOfSeq(room.messages, seq)]?.message;
    return message?.seq === seq ? message : undefined;
  };
  return {
    held: (seq) => inStretch(seq) ?? fetched.get(seq),
    want(seq) {
      const { current } = latest;
      if (current[indexOfSeq(current, seq)]?.message.seq === seq) return;
      if (asked.current.has(seq) || asked.current.size >= mostKept) return;
      asked.current.add(seq);
      client.request('chat.history', { roomId, around: seq, limit: 1 }).then(
        (page) => {
          const message = page.messages.find((candidate) => candidate.seq === seq);
          if (!message) return;
          client.wantProfiles([message.senderId]);
          setFetched((before) => new Map(before).set(seq, message));
        },
        // Asked again when the answer is next shown.
        () => asked.current.delete(seq),
      );
    },
  };
}
