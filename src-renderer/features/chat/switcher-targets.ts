import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import { fuzzyScore } from './fuzzy.ts';

/** Rows of the switcher at the most. */
export const rowsShown = 10;

export interface RoomTarget {
  readonly kind: 'room';
  readonly key: string;
  readonly title: string;
  readonly topic: string | undefined;
  readonly roomId: RoomId;
  readonly mentions: number;
  readonly unread: number;
  readonly isCurrent: boolean;
  /** 0 for the room opened last; higher for those before; undefined for rooms not opened lately. */
  readonly recency: number | undefined;
}

export interface PersonTarget {
  readonly kind: 'person';
  readonly key: string;
  readonly title: string;
  readonly accountId: AccountId;
}

export interface ActionTarget {
  readonly kind: 'action';
  readonly key: string;
  readonly title: string;
  readonly run: () => void;
}

export type Target = RoomTarget | PersonTarget | ActionTarget;

/** `@` people, `#` rooms, `>` actions; without a mark rooms and people, and actions as soon as something is typed. */
export function parseQuery(text: string): { prefix: '@' | '#' | '>' | undefined; query: string } {
  const prefix = /^[@#>]/.exec(text)?.[0] as '@' | '#' | '>' | undefined;
  return { prefix, query: (prefix ? text.slice(1) : text).trim() };
}

/** What fits, best first. With nothing typed: mentions, unread, recent, the others, and the open room last. */
export function rankTargets(text: string, targets: readonly Target[]): Target[] {
  const { prefix, query } = parseQuery(text);
  return targets
    .filter((target) => isAsked(target, prefix, query))
    .flatMap((target) => {
      const score = scoreOf(target, query);
      return score === undefined ? [] : [{ target, score, weight: weightOf(target) }];
    })
    .toSorted(
      (a, b) => b.score - a.score || b.weight - a.weight || names.compare(a.target.title, b.target.title),
    )
    .slice(0, rowsShown)
    .map(({ target }) => target);
}

const names = new Intl.Collator();

function isAsked(target: Target, prefix: string | undefined, query: string): boolean {
  switch (prefix) {
    case '@':
      return target.kind === 'person';
    case '#':
      return target.kind === 'room';
    case '>':
      return target.kind === 'action';
    default:
      return target.kind !== 'action' || query !== '';
  }
}

/** By name; a room also by its topic, which counts less than any name. */
function scoreOf(target: Target, query: string): number | undefined {
  const byName = fuzzyScore(query, target.title);
  if (byName !== undefined) return byName;
  const topic = target.kind === 'room' ? target.topic : undefined;
  return topic !== undefined && topic.toLocaleLowerCase().includes(query.toLocaleLowerCase())
    ? 0.5
    : undefined;
}

function weightOf(target: Target): number {
  if (target.kind !== 'room') return target.kind === 'person' ? 0 : -1;
  if (target.isCurrent) return 1;
  const recent = target.recency === undefined ? 0 : 1 / (1 + target.recency);
  if (target.mentions > 0) return 5 + recent;
  if (target.unread > 0) return 4 + recent;
  return target.recency === undefined ? 2 : 3 + recent;
}
