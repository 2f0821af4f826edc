import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import { openWordAt, suggestEmoji, suggestPeople, suggestRooms } from './suggest.ts';

const person = (displayName: string) => ({ accountId: displayName as AccountId, displayName });
const open = (text: string) => openWordAt(text, text.length);

test('4.4 suggestions open on @ and # at a word start, and on : with two letters', () => {
  assert.deepEqual(open('hi @an'), { kind: 'person', from: 3, to: 6, query: 'an' });
  assert.deepEqual(open('@'), { kind: 'person', from: 0, to: 1, query: '' });
  assert.deepEqual(open('see #gen'), { kind: 'room', from: 4, to: 8, query: 'gen' });
  assert.deepEqual(open('well :+1'), { kind: 'emoji', from: 5, to: 8, query: '+1' });
  for (const text of ['mail@host', 'a#b', ': a', 'so :s', 'at 12:30', '::ab', 'done @ana ', '']) {
    assert.equal(open(text), undefined, text);
  }
});

test('4.4 people who spoke lately come first, then members, then others, who are marked; eight at most', () => {
  const people = {
    spoke: [person('Anton'), person('Anna')],
    members: [person('Anna'), person('Andi'), person('Bo')],
    others: [person('Andi'), person('Ansgar'), ...Array.from({ length: 20 }, (_, i) => person(`An ${i}`))],
  };
  const found = suggestPeople('an', people);
  assert.deepEqual(
    found.slice(0, 4).map(({ name, note }) => [name, note]),
    [
      ['Anton', undefined],
      ['Anna', undefined],
      ['Andi', undefined],
      ['Ansgar', 'not in this room'],
    ],
  );
  assert.equal(found.length, 8);
  assert.equal(suggestPeople('zz', people).length, 0);
});

test('rooms fit by the beginning of a word, emoji by any of their names', () => {
  const rooms = ['general', 'generals', 'west-gen', 'snacks'].map((name) => ({
    roomId: name,
    name,
    topic: undefined,
  }));
  assert.deepEqual(
    suggestRooms('gen', rooms).map((room) => room.piece),
    ['#general ', '#generals ', '#west-gen '],
  );
  const emoji = [
    { emoji: '👍', names: ['+1', 'thumbsup'] },
    { emoji: '🎉', names: ['tada'] },
  ];
  assert.deepEqual(
    suggestEmoji('thu', emoji).map(({ piece, name }) => [piece, name]),
    [['👍 ', ':+1:']],
  );
});
