import type { AccountId } from '../../../src-shared/base/ids.ts';
import { fuzzyScore } from './fuzzy.ts';

/** Rows of a list of suggestions at the most. */
export const suggestionsShown = 8;

/** The word at the caret that suggestions are made for. */
export interface OpenWord {
  readonly kind: 'person' | 'room' | 'emoji';
  /** Where its mark stands. */
  readonly from: number;
  /** Where the caret stands. */
  readonly to: number;
  readonly query: string;
}

export interface Suggestion {
  readonly key: string;
  /** What is shown, and for people and rooms what is put in after the mark. */
  readonly name: string;
  /** Replaces mark and query. */
  readonly piece: string;
  readonly note: string | undefined;
  readonly emoji: string | undefined;
}

export interface EmojiName {
  readonly emoji: string;
  /** The first one is shown. */
  readonly names: readonly string[];
}

const kinds = { '@': 'person', '#': 'room', ':': 'emoji' } as const;
/** `:` alone is punctuation; with two letters it is the beginning of an emoji’s name. */
const emojiQuery = /^[\p{L}\p{N}+_-]{2,}$/u;

/** `@` and `#` at the start of a word, `:` there plus two letters. */
export function openWordAt(text: string, caret: number): OpenWord | undefined {
  const match = /(?:^|[\s(])([@#:])([^\s@#:]{0,32})$/.exec(text.slice(Math.max(0, caret - 40), caret));
  if (!match) return undefined;
  const query = match[2] ?? '';
  const kind = kinds[match[1] as keyof typeof kinds];
  if (kind === 'emoji' && !emojiQuery.test(query)) return undefined;
  return { kind, from: caret - query.length - 1, to: caret, query };
}

export interface PersonToCall {
  readonly accountId: AccountId;
  readonly displayName: string;
}

/** Who spoke here lately first, then the members, then everybody else on the host, who are marked. */
export function suggestPeople(
  query: string,
  people: {
    readonly spoke: readonly PersonToCall[];
    readonly members: readonly PersonToCall[];
    readonly others: readonly PersonToCall[];
  },
): Suggestion[] {
  const ranks = [people.spoke, people.members, people.others];
  const seen = new Set<AccountId>();
  return ranks
    .flatMap((group, rank) =>
      group
        .filter((person) => {
          if (seen.has(person.accountId) || !begins(query, person.displayName)) return false;
          seen.add(person.accountId);
          return true;
        })
        .map((person) => ({
          key: person.accountId,
          name: person.displayName,
          piece: `@${person.displayName} `,
          note: rank === 2 ? 'not in this room' : undefined,
          emoji: undefined,
        })),
    )
    .slice(0, suggestionsShown);
}

export function suggestRooms(
  query: string,
  rooms: readonly { readonly roomId: string; readonly name: string; readonly topic: string | undefined }[],
): Suggestion[] {
  return rooms
    .flatMap((room) => {
      const score = fuzzyScore(query, room.name) ?? 0;
      return score >= 3 || query === '' ? [{ room, score }] : [];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, suggestionsShown)
    .map(({ room }) => ({
      key: room.roomId,
      name: room.name,
      piece: `#${room.name} `,
      note: room.topic,
      emoji: undefined,
    }));
}

/** Emoji whose name, or a word of it, begins with the query; whole names first. */
export function suggestEmoji(query: string, all: readonly EmojiName[]): Suggestion[] {
  const wanted = query.toLowerCase();
  const found = all.flatMap(({ emoji, names }, index) => {
    const score = Math.max(...names.map((name) => scoreOfEmoji(wanted, name)));
    return score > 0 ? [{ emoji, name: names[0] ?? '', score, index }] : [];
  });
  return found
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, suggestionsShown)
    .map(({ emoji, name }) => ({
      key: emoji,
      name: `:${name}:`,
      piece: `${emoji} `,
      note: undefined,
      emoji,
    }));
}

function scoreOfEmoji(wanted: string, name: string): number {
  if (name === wanted) return 4;
  if (name.startsWith(wanted)) return 3;
  if (name.includes(`_${wanted}`)) return 2;
  return wanted.length >= 3 && name.includes(wanted) ? 1 : 0;
}

function begins(query: string, name: string): boolean {
  const score = fuzzyScore(query, name);
  return score !== undefined && (score >= 4 || query === '');
}
