import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostSample } from '../../../src-shared/protocol/manager/operations.ts';
import { axisTop, barsOf, bytesWords, heroWords, lightOf, qualityOf } from './panel-words.ts';

const sampleAt = (atMs: number, messages: number): HostSample => ({
  at: new Date(atMs).toISOString(),
  connections: 1,
  messages,
  memoryBytes: 0,
  eventLoopDelayMs: 0,
});

test('one light: what is broken outweighs that the host is stopped', () => {
  assert.equal(lightOf({ open: true }, { state: 'healthy' }), 'good');
  assert.equal(lightOf({ open: true }, { state: 'degraded' }), 'warn');
  assert.equal(lightOf({ open: false }, { state: 'healthy' }), 'stopped');
  assert.equal(lightOf({ open: false }, { state: 'read_only' }), 'bad');
});

test('the panel’s first sentence says since when, who is there and how it is', () => {
  const facts = { since: '18:32', isOpen: true, people: 14, state: 'healthy' as const };
  assert.equal(heroWords(facts), 'Since 18:32. 14 people are connected and everything works.');
  assert.match(
    heroWords({ ...facts, people: 1, state: 'degraded' }),
    /1 person is connected and something needs/,
  );
  assert.match(heroWords({ ...facts, isOpen: false }), /^Stopped since 18:32/);
});

test('bars hold two hours, the higher of two minutes each, and a gap where the host was away', () => {
  const nowMs = Date.UTC(2026, 0, 1, 12, 0, 30);
  const minute = 60_000;
  const start = Date.UTC(2026, 0, 1, 12);
  const bars = barsOf(
    [sampleAt(start - 500 * minute, 99), sampleAt(start - 1 * minute, 5), sampleAt(start, 36)],
    nowMs,
    (sample) => sample.messages,
  );
  assert.equal(bars.length, 60);
  assert.deepEqual(
    bars.slice(-2).map((bar) => bar.value),
    [undefined, 36],
  );
});

test('numbers are round where they are read', () => {
  assert.deepEqual([0, 4, 5, 59, 61, 80, 150, 1001].map(axisTop), [4, 4, 6, 60, 80, 80, 200, 2000]);
  assert.deepEqual([0, 999, 1200, 4_200_000, 212_000_000_000].map(bytesWords), [
    '0 bytes',
    '999 bytes',
    '1.2 kB',
    '4.2 MB',
    '212 GB',
  ]);
  assert.deepEqual([2, 60, 184].map(qualityOf), ['good', 'fair', 'slow']);
});
