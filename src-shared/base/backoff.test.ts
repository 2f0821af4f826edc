import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffDelayMs } from './backoff.ts';

const limits = { firstMs: 500, maxMs: 8_000 };

test('the delay doubles up to its ceiling', () => {
  const longest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => backoffDelayMs(attempt, limits, () => 1));
  assert.deepEqual(longest, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test('chance shortens it to half at the most, so that clients spread', () => {
  assert.equal(
    backoffDelayMs(2, limits, () => 0),
    1_000,
  );
});
