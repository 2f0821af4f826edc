import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import { indexOfSeq } from '../../../src-shared/client/room-replica.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { useClient, useLatest } from '../../state/client-context.tsx';

/** Answered messages from outside of the loaded stretch that are kept for one room. */
const mostKept = 200;

export interface Quotes {
  /** The message, as far as it is here; undefined until it is. */
  readonly held: (seq: number) => Message | undefined;
  /** Fetches it if it is not here. */
  readonly want: (seq: number) => void;
}

/** Messages that others answer: most are on screen already, the rest is fetched one by one when its answer is shown. */
export function useQuotes(room: RoomState): Quotes {
  const client = useClient();
  const { messages } = room;
  const { roomId } = room.room;
  const [fetched, setFetched] = useState<ReadonlyMap<number, Message>>(new Map());
  const asked = useRef(new Set<number>());
  const latest = useLatest(messages);

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

  const want = useCallback(
    (seq: number) => {
      if (messageIn(latest.current, seq) || asked.current.has(seq) || asked.current.size >= mostKept) return;
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
    [client, latest, roomId],
  );
  return useMemo(
    () => ({ held: (seq) => messageIn(messages, seq) ?? fetched.get(seq), want }),
    [messages, fetched, want],
  );
}

function messageIn(messages: RoomState['messages'], seq: number): Message | undefined {
  const message = messages[indexOfSeq(messages, seq)]?.message;
  return message?.seq === seq ? message : undefined;
}
