import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import { startTestHost } from '../../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../../harness/wire-client.ts';

type Refusal = { error: { kind: string; message: string } };

const refresh = (url: string, refreshToken: string) => post(url, 'account.refresh', { refreshToken });

test('a taken name is a conflict with a free one in the message; look-alikes are taken too', async () => {
  await using host = await startTestHost();
  await joinAsGuest(host.url, 'Marta');
  for (const displayName of ['Marta', 'marta', 'Маrta']) {
    const { status, body } = await post(host.url, 'account.guest', { displayName });
    assert.equal(status, 409);
    assert.match((body as Refusal).error.message, /is taken\. “.+ 2” is free\./);
  }
});

test('bad names get one clear sentence, and nothing is stored', async () => {
  await using host = await startTestHost();
  const bad = ['\u202egnp.exe', 'x'.repeat(300), 'a\u0000b', '   '];
  for (const displayName of bad) {
    const { status, body } = await post(host.url, 'account.guest', { displayName });
    assert.equal(status, 400, JSON.stringify(displayName.slice(0, 9)));
    assert.match((body as Refusal).error.message, /\.$/);
  }
  assert.equal(host.host.parts.account.people.count, 0);
});

test('C2 a repeated refresh returns the same successor; anything older ends the session', async () => {
  await using host = await startTestHost();
  const first = await joinAsGuest(host.url, 'Ana');
  const second = (await refresh(host.url, first.refreshToken)).body as TokenGrant;
  const again = (await refresh(host.url, first.refreshToken)).body as TokenGrant;
  assert.equal(again.refreshToken, second.refreshToken);
  const third = (await refresh(host.url, second.refreshToken)).body as TokenGrant;
  const inGrace = (await refresh(host.url, first.refreshToken)).body as TokenGrant;
  assert.equal(inGrace.refreshToken, second.refreshToken);
  const fourth = (await refresh(host.url, third.refreshToken)).body as TokenGrant;
  assert.equal((await refresh(host.url, first.refreshToken)).status, 401);
  assert.equal((await refresh(host.url, fourth.refreshToken)).status, 401, 'the session has ended');
});

test('C2 tokens and passwords stand on disk as hashes only', async () => {
  await using host = await startTestHost();
  const { body } = await post(host.url, 'account.register', {
    username: 'ana',
    password: 'correct horse battery',
  });
  const grant = body as TokenGrant;
  await host.host.parts.storage.settle();
  for (const file of ['server.db', 'server.db-wal', 'audit.db', 'audit.db-wal']) {
    const bytes = readFileSync(path.join(host.folder, file)).toString('latin1');
    assert.ok(!bytes.includes(grant.refreshToken), file);
    assert.ok(!bytes.includes(grant.accessToken), file);
    assert.ok(!bytes.includes('correct horse'), file);
  }
});

test('C1 logging out closes every open way at once, and the token is dead', async () => {
  await using host = await startTestHost();
  const grant = await joinAsGuest(host.url, 'Ana');
  using first = await WireClient.signedIn(host.url, grant.accessToken);
  using second = await WireClient.signedIn(host.url, grant.accessToken);
  await first.call('account.logout', {}).catch(() => undefined);
  assert.equal((await second.ended()).code, 4003);
  assert.equal((await first.ended()).code, 4003);
  assert.equal((await post(host.url, 'chat.listRooms', {}, grant.accessToken)).status, 401);
  assert.equal((await refresh(host.url, grant.refreshToken)).status, 401);
});

test('C3 wrong passwords are slowed down, and an unknown name is answered alike', async () => {
  await using host = await startTestHost();
  await post(host.url, 'account.register', { username: 'ana', password: 'correct horse battery' });
  const attempt = (username: string) =>
    post(host.url, 'account.login', { username, password: 'wrong password' });
  const known = await attempt('ana');
  const unknown = await attempt('nobody');
  assert.deepEqual([known.status, known.body], [unknown.status, unknown.body]);
  const kinds: string[] = [];
  for (let round = 0; round < 8; round += 1) kinds.push(((await attempt('ana')).body as Refusal).error.kind);
  assert.ok(kinds.includes('rate_limited'), kinds.join(' '));
});

test('identity tokens verify against the published keys and open no door', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  const { token } = await ana.call('account.identityToken', { audience: 'chess' });
  const keys = (await (await fetch(`${host.url}/api/v1/account/keys`)).json()) as JSONWebKeySet;
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { audience: 'chess', typ: 'id+jwt' });
  assert.deepEqual([payload.sub, payload.name], [ana.hello?.account.accountId, 'Ana']);
  assert.equal((await post(host.url, 'chat.listRooms', {}, token)).status, 401);
});

test('a host is claimed by its one-time code alone, once', async () => {
  await using host = await startTestHost();
  const claim = (ticket: string) =>
    post(host.url, 'account.claimOwner', {
      ticket,
      hostName: 'Cellar',
      username: 'Marta',
      password: 'a long password',
    });
  assert.equal((await claim('guessed')).status, 403);
  const code = host.host.claimCode;
  assert.ok(code);
  const { status, body } = await claim(code);
  assert.equal(status, 200);
  assert.equal((await claim(code)).status, 409);
  assert.equal(host.host.claimCode, undefined);
  using owner = await WireClient.signedIn(host.url, (body as TokenGrant).accessToken);
  assert.equal((await owner.call('system.health', {})).state, 'healthy');
  using guest = await WireClient.guest(host.url, 'Ana');
  await assert.rejects(guest.call('system.health', {}), /forbidden/);
  await owner.call('manager.setOpen', { open: false });
  assert.equal((await guest.ended()).code, 4009);
  const bo = await joinAsGuest(host.url, 'Bo');
  await assert.rejects(
    WireClient.signedIn(host.url, bo.accessToken),
    /unavailable: The owner has stopped this host/,
  );
});
