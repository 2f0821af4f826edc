import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import { LoginThrottle } from '../../src-main/components/account/login-throttle.ts';
import { ManualClock } from '../harness/manual-clock.ts';
import { startTestHost, type TestHost } from '../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';

const password = 'correct horse battery';
const hourMs = 3_600_000;
/** A second, where nothing else runs on the machine. */
const withinMs = process.env.HEARTH_TEST_LONG === '1' ? 1000 : 5000;

async function register(host: TestHost, username: string): Promise<TokenGrant> {
  return (await post(host.url, 'account.register', { username, password })).body;
}

async function login(host: TestHost, username: string, deviceId?: string): Promise<TokenGrant> {
  const device = deviceId === undefined ? {} : { deviceId };
  return (await post(host.url, 'account.login', { username, password, ...device })).body;
}

/** Closed within a second with 4003, no door takes its tokens any more, and nothing was told to it after the end. */
async function isDead(
  host: TestHost,
  grant: TokenGrant,
  sockets: readonly WireClient[],
  sinceMs: number,
): Promise<void> {
  for (const socket of sockets) assert.equal((await socket.ended()).code, 4003);
  assert.ok(performance.now() - sinceMs < withinMs, `${performance.now() - sinceMs} ms`);
  assert.equal((await post(host.url, 'chat.listRooms', {}, grant.accessToken)).status, 401);
  assert.equal((await post(host.url, 'account.logout', {}, grant.accessToken)).status, 401);
  const answer = await fetch(`${host.url}/api/v1/chat/listRooms`, {
    headers: { Authorization: `Bearer ${grant.accessToken}` },
  });
  await answer.arrayBuffer();
  assert.equal(answer.status, 401);
  assert.equal((await post(host.url, 'account.refresh', { refreshToken: grant.refreshToken })).status, 401);
  await assert.rejects(WireClient.signedIn(host.url, grant.accessToken), /unauthenticated/);
}

describe('C1 whatever ends a session closes every way at once', () => {
  test('C1 P7 a changed password ends all other sessions, not the one that changed it', async () => {
    await using host = await startTestHost();
    const here = await register(host, 'ana');
    const there = await login(host, 'ana');
    using own = await WireClient.signedIn(host.url, here.accessToken);
    using other = await WireClient.signedIn(host.url, there.accessToken);
    using another = await WireClient.signedIn(host.url, there.accessToken);
    await assert.rejects(
      own.call('account.changePassword', { password: 'wrong', newPassword: 'new password 1' }),
      /forbidden/,
    );
    assert.equal(other.closed, undefined);
    const startedMs = performance.now();
    await own.call('account.changePassword', { password, newPassword: 'new password 1' });
    await isDead(host, there, [other, another], startedMs);
    await own.call('chat.listRooms', {});
    assert.equal((await post(host.url, 'account.login', { username: 'ana', password })).status, 401);
    assert.equal(
      (await post(host.url, 'account.login', { username: 'ana', password: 'new password 1' })).status,
      200,
    );
  });

  test('C1 P7 one session ended by its owner, one by the host’s owner, all by logging out everywhere', async () => {
    await using host = await startTestHost();
    const claim = await post(host.url, 'account.claimOwner', {
      ticket: host.host.claimCode,
      hostName: 'Cellar',
      username: 'marta',
      password,
    });
    using owner = await WireClient.signedIn(host.url, (claim.body as TokenGrant).accessToken);
    const grants = [await register(host, 'ana'), await login(host, 'ana'), await login(host, 'ana')] as const;
    using first = await WireClient.signedIn(host.url, grants[0].accessToken);
    using second = await WireClient.signedIn(host.url, grants[1].accessToken);
    using third = await WireClient.signedIn(host.url, grants[2].accessToken);
    const { sessions } = await first.call('account.listSessions', {});
    assert.equal(sessions.length, 3);
    let startedMs = performance.now();
    await first.call('account.endSession', { sessionId: third.hello?.sessionId as never });
    await isDead(host, grants[2], [third], startedMs);
    startedMs = performance.now();
    await owner.call('manager.disconnect', { sessionId: second.hello?.sessionId as never });
    await isDead(host, grants[1], [second], startedMs);
    assert.equal(first.closed, undefined);
    const again = await login(host, 'ana');
    using fourth = await WireClient.signedIn(host.url, again.accessToken);
    startedMs = performance.now();
    assert.equal(
      (await post(host.url, 'account.logout', { everywhere: true }, grants[0].accessToken)).status,
      200,
    );
    await isDead(host, grants[0], [first], startedMs);
    await isDead(host, again, [fourth], startedMs);
  });

  test('C1 requests in hand when the session ends bring nothing after it, and a restart does not bring it back', async () => {
    await using host = await startTestHost();
    const grant = await joinAsGuest(host.url, 'Ana');
    using ana = await WireClient.signedIn(host.url, grant.accessToken);
    const roomId = ana.generalId;
    for (let at = 0; at < 20; at += 1)
      ana.send('chat.sendMessage', { roomId, text: `text ${at}`, nonce: `n${at}` });
    const startedMs = performance.now();
    const logout = post(host.url, 'account.logout', {}, grant.accessToken);
    for (let at = 20; at < 40; at += 1)
      ana.send('chat.sendMessage', { roomId, text: `text ${at}`, nonce: `n${at}` });
    assert.equal((await logout).status, 200);
    await isDead(host, grant, [ana], startedMs);
    await host.restart();
    await assert.rejects(WireClient.signedIn(host.url, grant.accessToken), /unauthenticated/);
    assert.equal((await post(host.url, 'account.refresh', { refreshToken: grant.refreshToken })).status, 401);
  });
});

describe('C2 the quality of sessions', () => {
  test('C2 each sign-in has tokens, a session and a device of its own; another’s device is not taken', async () => {
    await using host = await startTestHost();
    const ana = await register(host, 'ana');
    const bo = await register(host, 'bo');
    const again = await login(host, 'ana', ana.deviceId);
    assert.equal(again.deviceId, ana.deviceId, 'one’s own device is honoured');
    const borrowed = await login(host, 'bo', ana.deviceId);
    assert.notEqual(borrowed.deviceId, ana.deviceId);
    const invented = await login(host, 'bo', 'a-device-that-i-chose');
    assert.notEqual(invented.deviceId, 'a-device-that-i-chose');
    const all = [ana, bo, again, borrowed, invented];
    for (const part of ['accessToken', 'refreshToken'] as const) {
      assert.equal(new Set(all.map((grant) => grant[part])).size, all.length);
    }
    for (const { refreshToken } of all) {
      const secret = refreshToken.split('.').at(-1) ?? '';
      assert.ok(Buffer.from(secret, 'base64url').length * 8 >= 128, `${refreshToken.length} characters`);
    }
  });

  test('C2 a token altered in any part, of another kind or signed by nobody opens no door', async () => {
    await using host = await startTestHost();
    const grant = await joinAsGuest(host.url, 'Ana');
    using ana = await WireClient.signedIn(host.url, grant.accessToken);
    const { token: identity } = await ana.call('account.identityToken', { audience: 'hearth' });
    const [head = '', body = '', signature = ''] = grant.accessToken.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const forged = [
      `${part({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
      `${part({ alg: 'HS256', typ: 'at+jwt' })}.${body}.${signature}`,
      `${head}.${part({ ...claims, exp: 9_999_999_999 })}.${signature}`,
      `${head}.${part({ ...claims, sub: 'somebody-else' })}.${signature}`,
      `${head}.${body}.${signature.slice(0, -3)}AAA`,
      `${head}.${body}`,
      grant.accessToken.toLowerCase(),
      grant.refreshToken,
      identity,
      'null',
    ];
    for (const token of forged) {
      assert.equal((await post(host.url, 'chat.listRooms', {}, token)).status, 401, token.slice(0, 40));
      await assert.rejects(WireClient.signedIn(host.url, token), /unauthenticated/);
    }
    const refreshes = [
      grant.accessToken.slice(0, 256),
      `${grant.refreshToken}A`,
      grant.refreshToken.replace('.1.', '.2.'),
    ];
    for (const refreshToken of refreshes) {
      assert.equal((await post(host.url, 'account.refresh', { refreshToken })).status, 401);
    }
    await ana.call('chat.listRooms', {});
  });
});

describe('C3 guessing passwords', () => {
  test('C3 1,000 tries in an hour, with floods of other names between them, reach at most 30 checks of one account', () => {
    const clock = new ManualClock();
    const throttle = new LoginThrottle(clock);
    const attempt = (name: string, isAccount: boolean) => {
      if (throttle.begin(name, { isAccount }) > 0) return 0;
      throttle.failed(name, { isAccount });
      return 1;
    };
    let checks = 0;
    for (let at = 0; at < 1000; at += 1) {
      checks += attempt('marta', true);
      // Names that nobody has must not push out what is known of those that somebody has.
      const others = at % 200 === 0 ? 10_001 : 0;
      for (let other = 0; other < others; other += 1) attempt(`nobody ${at} ${other}`, false);
      clock.advance(hourMs / 1000);
    }
    assert.ok(checks <= 30, `${checks} checks`);
    assert.ok(checks >= 5, `${checks} checks`);
  });

  test('C3 whoever locks an account out from elsewhere does not lock its owner out of a known device', async () => {
    await using host = await startTestHost();
    const grant = await register(host, 'marta');
    const guess = (username: string) =>
      post(host.url, 'account.login', { username, password: 'a wrong password' });
    const kinds = new Set<number>();
    for (let round = 0; round < 7; round += 1) kinds.add((await guess('marta')).status);
    assert.deepEqual([...kinds], [401, 429]);
    const fromElsewhere = await post(host.url, 'account.login', { username: 'marta', password });
    assert.equal(fromElsewhere.status, 429);
    const refused = fromElsewhere.body as { error: { retryAfterMs: number } };
    assert.ok(refused.error.retryAfterMs > 0);
    const known = await post(host.url, 'account.login', {
      username: 'marta',
      password,
      deviceId: grant.deviceId,
    });
    assert.equal(known.status, 200);
  });
});
