import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import { rankTargets, type RoomTarget, type Target } from './switcher-targets.ts';

function room(title: string, more: Partial<RoomTarget> = {}): RoomTarget {
  return {
    kind: 'room',
    key: title,
    title,
    topic: undefined,
    roomId: title as RoomId,
    mentions: 0,
    unread: 0,
    isCurrent: false,
    recency: undefined,
    ...more,
  };
}
const person = (title: string): Target => ({
  kind: 'person',
  key: title,
  title,
  accountId: title as AccountId,
});
const action = (title: string): Target => ({ kind: 'action', key: title, title, run: () => undefined });
const titles = (text: string, targets: readonly Target[]) =>
  rankTargets(text, targets).map(({ title }) => title);

const all = [
  room('here', { isCurrent: true, recency: 0 }),
  room('quiet'),
  room('older', { recency: 2 }),
  room('newer', { recency: 1 }),
  room('unread', { unread: 3 }),
  room('called', { unread: 5, mentions: 1 }),
  person('Quentin'),
  action('Create a room'),
];

test('4.7 empty: mentions, unread, recent, the others, the open room, then people', () => {
  assert.deepEqual(titles('', all), ['called', 'unread', 'newer', 'older', 'quiet', 'here', 'Quentin']);
});

test('4.7 @ asks for people, # for rooms, > for actions', () => {
  assert.deepEqual(titles('@qu', all), ['Quentin']);
  assert.deepEqual(titles('#qu', all), ['quiet']);
  assert.deepEqual(titles('>', all), ['Create a room']);
  assert.deepEqual(titles('create', all), ['Create a room']);
});

test('4.7 a name counts more than a topic, and ten rows are the most', () => {
  const rooms = [room('lan', { topic: 'food and drink' }), room('food')];
  assert.deepEqual(titles('food', rooms), ['food', 'lan']);
  assert.equal(
    rankTargets(
      '',
      Array.from({ length: 50 }, (_, index) => room(`r${index}`)),
    ).length,
    10,
  );
});

test('4.7 a thousand rooms are ranked within a frame or two', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    room(`room number ${index}`, { unread: index % 3 }),
  );
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 20 && best > 20; attempt += 1) {
    const startedMs = performance.now();
    rankTargets('number 9', many);
    best = Math.min(best, performance.now() - startedMs);
  }
  assert.ok(best <= 20, `${best} ms`);
});
