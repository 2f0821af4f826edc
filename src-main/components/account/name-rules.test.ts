import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../kernel/hearth-error.ts';
import { cleanName, nameKey } from './name-rules.ts';

test('names that could pass for one another share a key', () => {
  const pairs = [
    ['Marta', 'MARTA'],
    ['Marta', 'Ｍａｒｔａ'],
    ['Marta', 'Маrtа'],
    ['admin', 'adrnin'],
    ['alice', 'AIice'],
    ['b0b', 'bob'],
    ['Ana Kovač', 'ana.kovac'],
    ['Zoë', 'zoe'],
  ];
  for (const [one = '', other = ''] of pairs)
    assert.equal(nameKey(one), nameKey(other), `${one} and ${other}`);
});

test('names in every script stay apart from one another', () => {
  const names = ['山本 葵', 'عمر الحسيني', 'Ольга', 'Bo', 'Cy', 'יעל ברק', 'Jürgen', '🦊'];
  assert.equal(new Set(names.map(nameKey)).size, names.length);
});

test('what a name cannot be is said in one sentence', () => {
  const bad = [
    '',
    '   ',
    '\u202eevil',
    'a\u200bb',
    'tab\u0007',
    '\u3164',
    '...',
    `a${'\u0301'.repeat(9)}`,
    'half \ud800',
  ];
  for (const name of bad) {
    const answer = cleanName(name);
    assert.ok(answer instanceof Refusal, JSON.stringify(name));
    assert.match(answer.message, /^A name .+\.$/);
  }
  assert.equal(cleanName('  Ana \t  Kovač '), 'Ana Kovač');
});
