import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announceEveryMs, Announcements } from './announcements.ts';

test('4.9 announcements come at most once in two seconds, and count what came meanwhile', () => {
  const announcements = new Announcements();
  assert.equal(announcements.waitMs(0), undefined);
  announcements.message({ name: 'Ana', text: 'one' });
  assert.equal(announcements.waitMs(1000), 0);
  assert.equal(announcements.take(1000), 'Ana: one');
  assert.equal(announcements.waitMs(1000), undefined);
  for (let index = 0; index < 500; index += 1) announcements.message({ name: 'Bo', text: `burst ${index}` });
  assert.equal(announcements.waitMs(1100), announceEveryMs - 100);
  assert.equal(announcements.take(3000), '500 new messages. Bo: burst 499');
  announcements.say('Jumped to the message.');
  announcements.message({ name: 'Cy', text: 'x' });
  assert.equal(announcements.waitMs(9000), 0);
  assert.equal(announcements.take(9000), 'Jumped to the message. Cy: x');
});
