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
    assert.equal(sent, 60, `${sent} in the minute after the first five`);
  });

  test('S5 the stated rate is the rate: asked for ever, steadily or in floods, all of it is given and no more', () => {
    for (const everyMs of [7, 100, 331, 333.3, 1000, 3333]) {
      const clock = new ManualClock();
      const limiter = new RateLimiter(clock);
      const minutes = 10;
      let given = 0;
      let asked = 0;
      for (let at = 0; at < minutes * 60_000; at += everyMs) {
        asked += 1;
        if (limiter.take(actorOf('mia'), address, 'message') === 0) given += 1;
        clock.advance(everyMs);
      }
      const most = 10 + Math.floor((minutes * 60_000) / 333.3);
      assert.ok(given <= most, `${given} of at most ${most}`);
      const least = Math.min(asked, most - 10);
      assert.ok(given >= least * 0.995, `every ${everyMs} ms: ${given} of ${least}`);
    }
  });

  test('S5 no window holds more than the burst and what became good again in it', () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock);
    const guest = actorOf('gustav/first/guest');
    const times: number[] = [];
    for (let round = 0; round < 4000; round += 1) {
      // Quiet times, floods and everything between, the same in every run.
      clock.advance((round * 7919) % (round % 10 === 0 ? 9000 : 400));
      if (limiter.take(guest, address, 'message') === 0) times.push(clock.now());
    }
    for (const [at, from] of times.entries()) {
      const within = times.slice(at).filter((time) => time - from < 5000).length;
      assert.ok(within <= 5 + 5, `${within} in five seconds`);
    }
    assert.ok(times.length > 500);
  });

  test('S4 hellos that fail have a bound of their own for each address, and waiting as told helps', () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter(clock);
    let failed = 0;
    while (limiter.helloWaitMs(address) === 0 && failed < 1000) {
      failed += 1;
      limiter.helloFailed(address);
    }
    assert.equal(failed, 20);
    assert.equal(limiter.helloWaitMs('10.0.0.2'), 0);
    assert.equal(limiter.take(anonymous, address, 'signIn'), 0);
    for (let more = 0; more < 1000; more += 1) limiter.helloFailed(address);
    const waitMs = limiter.helloWaitMs(address);
    assert.equal(waitMs, 3000);
    clock.advance(waitMs);
    assert.equal(limiter.helloWaitMs(address), 0);
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
