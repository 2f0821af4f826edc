import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundHeapRoom, youngBytes } from './heap-room.ts';

const megabyte = 1024 * 1024;

/** Makes objects of which many survive a while, in many turns, as a host with much to do does. */
async function work(): Promise<void> {
  let kept: object[] = [];
  for (let turn = 0; turn < 400; turn += 1) {
    for (let count = 0; count < 10_000; count += 1) kept.push({ turn, list: [count] });
    if (kept.length > 200_000) kept = kept.slice(100_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('room for young objects stays bounded under load, and grows again once the bound is gone', async () => {
  const bound = boundHeapRoom(4 * megabyte);
  await work();
  const bounded = youngBytes();
  bound.close();
  bound.close();
  await work();
  assert.ok(bounded <= 16 * megabyte, `${bounded} bytes although bounded`);
  assert.ok(youngBytes() > bounded, `${youngBytes()} bytes after ${bounded}`);
});
