import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react';
import type { RoomState } from '../../../src-shared/client/contract.ts';
import type { Profile } from '../../../src-shared/protocol/profile/entities.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { loadEmojiNames } from './emoji-names.ts';
import {
  type EmojiName,
  type OpenWord,
  openWordAt,
  suggestEmoji,
  suggestionsShown,
  type Suggestion,
  suggestPeople,
  suggestRooms,
} from './suggest.ts';
import { applyEdit } from './text-edits.ts';

export interface Suggestions {
  /** Empty while nothing is offered. */
  readonly items: readonly Suggestion[];
  readonly kind: OpenWord['kind'];
  readonly chosen: number;
  readonly choose: (index: number) => void;
  readonly accept: (index: number) => void;
  readonly close: () => void;
  /** Called after every change of text or caret. */
  readonly look: (text: string, caret: number) => void;
  /** True when the key was for the list. */
  readonly press: (event: KeyboardEvent) => boolean;
}

/** What is offered for the word at the caret: people after `@`, rooms after `#`, emoji after `:`. */
export function useSuggestions(room: RoomState, field: RefObject<HTMLTextAreaElement | null>): Suggestions {
  const [word, setWord] = useState<OpenWord>();
  const [chosen, setChosen] = useState(0);
  /** Where a word begins whose list was closed with Escape: it stays closed for that word. */
  const [dismissed, setDismissed] = useState<number>();
  const found = useFound(room, word);
  const isComplete = found.length === 1 && found[0]?.piece.trimEnd().toLowerCase() === wordText(word);
  const items = word !== undefined && !isComplete ? found : [];

  function accept(index: number): void {
    const item = items[index];
    if (!word || !item || !field.current) return;
    const end = word.from + item.piece.length;
    applyEdit(field.current, { from: word.from, to: word.to, piece: item.piece, select: [end, end] });
    setWord(undefined);
  }

  return {
    items,
    kind: word?.kind ?? 'person',
    chosen,
    choose: setChosen,
    accept,
    close: () => setWord(undefined),
    look(text, caret) {
      const next = openWordAt(text, caret);
      if (next?.from !== word?.from || next?.query !== word?.query) setChosen(0);
      if (next?.from !== dismissed) setDismissed(undefined);
      setWord(next !== undefined && next.from === dismissed ? undefined : next);
    },
    press(event) {
      if (items.length === 0) return false;
      if (event.key === 'ArrowDown') setChosen((chosen + 1) % items.length);
      else if (event.key === 'ArrowUp') setChosen((chosen + items.length - 1) % items.length);
      else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') accept(chosen);
      else if (event.key === 'Escape') {
        setDismissed(word?.from);
        setWord(undefined);
      } else return false;
      event.preventDefault();
      return true;
    },
  };
}

const nothing: readonly Suggestion[] = [];

function useFound(room: RoomState, word: OpenWord | undefined): readonly Suggestion[] {
  const profiles = useReplica((replica) => replica.profiles);
  const rooms = useReplica((replica) => replica.rooms);
  const viewerId = useReplica((replica) => replica.account?.accountId);
  const others = useOthers(word);
  const emoji = useEmojiNames(word?.kind === 'emoji');
  return useMemo(() => {
    if (!word) return nothing;
    if (word.kind === 'emoji') return suggestEmoji(word.query, emoji);
    if (word.kind === 'room') {
      const named = [...rooms.values()].flatMap(({ room: { roomId, name, topic } }) =>
        name === undefined ? [] : [{ roomId, name, topic }],
      );
      return suggestRooms(word.query, named);
    }
    const isOther = (person: { accountId: string }) => person.accountId !== viewerId;
    const spoke = room.messages
      .map(({ message }) => profiles.get(message.senderId))
      .filter((profile) => profile !== undefined)
      .toReversed();
    return suggestPeople(word.query, {
      spoke: spoke.filter(isOther),
      members: (room.members ?? []).filter(isOther),
      others: others.filter(isOther),
    });
  }, [word, emoji, rooms, room.messages, room.members, profiles, viewerId, others]);
}

/** People of the whole host, asked for when a name is begun. */
function useOthers(word: OpenWord | undefined): readonly Profile[] {
  const client = useClient();
  const [others, setOthers] = useState<readonly Profile[]>([]);
  const query = word?.kind === 'person' && word.query !== '' ? word.query : undefined;
  useEffect(() => {
    if (query === undefined) return;
    let isCurrent = true;
    client.request('profile.find', { text: query, limit: suggestionsShown }).then(
      (answer) => {
        if (isCurrent) setOthers(answer.profiles);
      },
      // Offline: those of the room are enough.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, query]);
  return others;
}

function useEmojiNames(isWanted: boolean): readonly EmojiName[] {
  const [names, setNames] = useState<readonly EmojiName[]>([]);
  useEffect(() => {
    if (!isWanted || names.length > 0) return;
    let isCurrent = true;
    void loadEmojiNames().then((loaded) => {
      if (isCurrent) setNames(loaded);
    });
    return () => {
      isCurrent = false;
    };
  }, [isWanted, names.length]);
  return names;
}

function wordText(word: OpenWord | undefined): string | undefined {
  const mark = word?.kind === 'person' ? '@' : '#';
  return word && `${mark}${word.query}`.toLowerCase();
}
