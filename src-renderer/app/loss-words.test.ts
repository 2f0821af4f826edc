import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostInfo } from '../../src-shared/protocol/system/operations.ts';
import { clockWords } from '../state/clock-words.ts';
import { hereWords } from '../features/account/join-words.ts';
import { lossWords, waitingWords } from './loss-words.ts';

const info: HostInfo = {
  hostName: 'Cellar LAN',
  version: '0.1.0',
  protocol: 1,
  claimed: true,
  open: false,
  guests: true,
  registration: true,
  owner: 'Marta',
};

test('a lost connection is explained by its likeliest cause', () => {
  const facts = { isOnline: true, isHostClosed: false, info: 'unreachable' as const };
  assert.match(lossWords({ ...facts, isOnline: false }), /left the network/);
  assert.match(lossWords(facts), /asleep, or have a new address/);
  assert.match(lossWords({ ...facts, isHostClosed: true }), /switched off/);
  assert.equal(lossWords({ ...facts, info }), 'Marta has stopped hosting for now.');
  assert.match(lossWords({ ...facts, info: { ...info, open: true } }), /answers again/);
  assert.match(waitingWords(0), /keep writing/);
  assert.match(waitingWords(1), /^1 message is waiting/);
  assert.match(waitingWords(3), /^3 messages are waiting/);
});

test('a clock that is off is said in words, a small difference is not', () => {
  assert.equal(clockWords(60_000), undefined);
  assert.equal(
    clockWords(3_600_000),
    'This device’s clock is 1 hour behind the host’s. Times here are the host’s.',
  );
  assert.match(clockWords(-20 * 60_000) ?? '', /20 minutes ahead of/);
  assert.match(clockWords(-3 * 86_400_000) ?? '', /3 days ahead of/);
});

test('who is here is said in names and a number', () => {
  assert.equal(hereWords({ count: 0, names: [] }), 'Nobody is here right now. Be the first.');
  assert.equal(hereWords({ count: 1, names: ['Ana'] }), 'Ana is here');
  assert.equal(hereWords({ count: 2, names: ['Ana', 'Bo'] }), 'Ana and Bo are here');
  assert.equal(hereWords({ count: 14, names: ['Ana', 'Bo', 'Cy', 'Di'] }), 'Ana, Bo and 12 more are here');
});
