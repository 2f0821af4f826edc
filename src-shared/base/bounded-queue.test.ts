import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedQueue } from './bounded-queue.ts';

test('keeps order and refuses what does not fit', () => {
  const queue = new BoundedQueue<number>(2);
  assert.equal(queue.push(1), true);
  assert.equal(queue.push(2), true);
  assert.equal(queue.push(3), false);
  assert.equal(queue.shift(), 1);
  assert.equal(queue.push(4), true);
  assert.deepEqual([queue.shift(), queue.shift(), queue.shift()], [2, 4, undefined]);
});

test('keeps order over many thousands of items', () => {
  const queue = new BoundedQueue<number>(10);
  let next = 0;
  for (let item = 0; item < 50_000; item += 1) {
    assert.ok(queue.push(item));
    if (queue.size === 7) {
      for (let drained = 0; drained < 7; drained += 1) {
        assert.equal(queue.shift(), next);
        next += 1;
      }
    }
  }
});
