import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteCache } from './byte-cache.ts';

test('lets go of what was used longest ago, and counts', () => {
  const cache = new ByteCache<string, number>(100);
  cache.set('a', 1, 40);
  cache.set('b', 2, 40);
  assert.equal(cache.get('a'), 1);
  cache.set('c', 3, 40);
  assert.equal(cache.get('b'), undefined);
  assert.equal(cache.get('a'), 1);
  assert.deepEqual(cache.figures, { hits: 2, misses: 1, evictions: 1, bytes: 80, entries: 2 });
});

test('a growing value pushes others out, never itself', () => {
  const cache = new ByteCache<string, number>(100);
  cache.set('a', 1, 40);
  cache.set('b', 2, 40);
  cache.get('a');
  cache.get('b');
  cache.resize('b', 150);
  assert.equal(cache.peek('a'), undefined);
  assert.equal(cache.peek('b'), 2);
  assert.equal(cache.figures.bytes, 150);
});
