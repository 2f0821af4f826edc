import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { actorOf } from '../../../test/harness/test-gateway.ts';
import { ManualClock } from '../../../test/harness/manual-clock.ts';
import { anonymous } from '../../kernel/actor.ts';
import { networkOf, RateLimiter } from './rate-limiter.ts';

const address = '10.0.0.1';

describe('rate limits', () => {
  test('S5 a guest sends five at once, then one a second', () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock);
    const guest = actorOf('gustav/first/guest');
    for (let call = 0; call < 5; call += 1) assert.equal(limiter.take(guest, address, 'message'), 0);
    assert.ok(limiter.take(guest, address, 'message') > 0);
    let sent = 0;
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1000);
      for (let call = 0; call < 1000; call += 1) {
        if (limiter.take(guest, address, 'message') === 0) sent += 1;
      }
    }
    assert.ok(sent >= 40 && sent <= 65, `${sent} in a minute`);
  });

  test('S5 whoever waits as long as told may go on', () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock);
    const member = actorOf('mia');
    let waits = 0;
    for (let call = 0; call < 200; call += 1) {
      const waitMs = limiter.take(member, address, 'message');
      if (waitMs === 0) continue;
      waits += 1;
      clock.advance(waitMs);
      assert.equal(limiter.take(member, address, 'message'), 0, `call ${call} after ${waitMs} ms`);
    }
    assert.ok(waits > 0);
  });

  test('members are counted by account whatever their address, strangers by network, classes apart', () => {
    const limiter = new RateLimiter(new ManualClock());
    for (let call = 0; call < 20; call += 1) {
      assert.equal(limiter.take(anonymous, `2001:db8:0:1::${call}`, 'signIn'), 0);
    }
    assert.ok(limiter.take(anonymous, '2001:db8:0:1:ffff::1', 'signIn') > 0);
    assert.equal(limiter.take(anonymous, '2001:db8:0:2::1', 'signIn'), 0);
    for (let call = 0; call < 10; call += 1) limiter.take(actorOf('mia'), `10.0.0.${call}`, 'message');
    assert.ok(limiter.take(actorOf('mia'), '10.0.0.200', 'message') > 0);
    assert.equal(limiter.take(actorOf('max'), address, 'message'), 0);
    assert.equal(limiter.take(actorOf('mia'), address, 'read'), 0);
  });

  test('opening the app never meets a limit', () => {
    const limiter = new RateLimiter(new ManualClock());
    for (let call = 0; call < 100; call += 1) assert.equal(limiter.take(actorOf('mia'), address, 'read'), 0);
  });

  test('IPv6 addresses count by their first 64 bits', () => {
    assert.equal(networkOf('10.1.2.3'), '10.1.2.3');
    assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(networkOf('2001:db8::6'), '2001:db8:0:0::/64');
    assert.equal(networkOf('::1'), '0:0:0:0::/64');
  });
});
