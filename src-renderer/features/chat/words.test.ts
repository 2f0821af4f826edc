import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announceWords, badgeWords, dayWords, namesWords, typingWords } from './words.ts';

test('4.2 days are called Today and Yesterday, then by name, with the year when it is another one', () => {
  const now = new Date(2026, 2, 8, 0, 5).getTime();
  assert.equal(dayWords(new Date(2026, 2, 8, 0, 1).getTime(), now), 'Today');
  assert.equal(dayWords(new Date(2026, 2, 7, 23, 59).getTime(), now), 'Yesterday');
  assert.match(dayWords(new Date(2026, 2, 4).getTime(), now), /Wednesday/);
  assert.doesNotMatch(dayWords(new Date(2026, 2, 4).getTime(), now), /2026/);
  assert.match(dayWords(new Date(2025, 2, 4).getTime(), now), /2025/);
});

test('4.6 typing names one or two people, then says several', () => {
  assert.equal(typingWords([]), '');
  assert.equal(typingWords(['Ana']), 'Ana is typing');
  assert.equal(typingWords(['Ana', 'Bo']), 'Ana and Bo are typing');
  assert.equal(typingWords(['Ana', 'Bo', 'Cy']), 'Several people are typing');
});

test('4.5 who reacted: names, then how many more', () => {
  assert.equal(namesWords(['Ana', 'Bo', 'Cy'], 6), 'Ana, Bo, Cy and 3 more');
  assert.equal(namesWords(['Ana', 'Bo'], 2), 'Ana and Bo');
  assert.equal(namesWords(['Ana'], 1), 'Ana');
  assert.equal(namesWords([], 4), '4');
});

test('4.3 badges stop at 99+', () => {
  assert.equal(badgeWords(99), '99');
  assert.equal(badgeWords(100), '99+');
});

test('4.9 what came since the last announcement is one sentence', () => {
  assert.equal(announceWords({ name: 'Ana', text: 'hi\nthere' }, 1), 'Ana: hi there');
  assert.equal(announceWords({ name: 'Bo', text: 'yo' }, 2), '2 new messages. Bo: yo');
  assert.equal(announceWords({ name: 'Ana', text: 'x'.repeat(300) }, 1).length, 'Ana: '.length + 201);
});
