import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzyScore } from './fuzzy.ts';

test('4.7 the whole name, its beginning, a word’s beginning, a part, scattered letters: in this order', () => {
  const names = ['general', 'generals', 'west general', 'degeneral', 'g-e-n-e-r-a-l'];
  const scores = names.map((name) => fuzzyScore('general', name) ?? 0);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  assert.equal(new Set(scores).size, scores.length);
});

test('4.7 missing letters fit nothing, the empty query fits everything', () => {
  assert.equal(fuzzyScore('xyz', 'general'), undefined);
  assert.equal(fuzzyScore('lareneg', 'general'), undefined);
  assert.notEqual(fuzzyScore('', 'general'), undefined);
  assert.equal(fuzzyScore('GEN', 'general'), fuzzyScore('gen', 'General'));
});
