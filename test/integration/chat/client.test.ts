import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../src-shared/client/contract.ts';
import { clientUntil, memoryStorage, nodeClient } from '../../harness/node-client.ts';
import { startTestHost } from '../../harness/test-host.ts';

async function joined(url: string, displayName: string, storage = memoryStorage()): Promise<Client> {
  const client = nodeClient(url, storage);
  await client.join({ displayName });
  await clientUntil(client, () => (client.state.kind === 'live' ? true : undefined));
  return client;
}

function general(client: Client) {
  const [room] = client.replica.rooms.values();
  assert.ok(room);
  return room;
}

function texts(client: Client): string[] {
  return general(client).messages.map(({ message }) => message.text);
}

const hasText = (client: Client, text: string) =>
  clientUntil(client, () => (texts(client).includes(text) ? true : undefined));

test('two clients: what one sends stands in the other’s replica, with names, unread and mentions', async () => {
  await using host = await startTestHost();
  const ana = await joined(host.url, 'Ana');
  const bo = await joined(host.url, 'Bo');
  const { roomId } = general(ana).room;
  await ana.openRoom(roomId);
  await bo.openRoom(roomId);
  ana.send({ roomId, text: 'hello @Bo', replyTo: undefined });
  assert.equal(general(ana).outgoing.length, 1);
  await hasText(bo, 'hello @Bo');
  await clientUntil(ana, () =>
    general(ana).outgoing.length === 0 && texts(ana).length === 1 ? true : undefined,
  );
  assert.deepEqual([general(bo).unread, general(bo).mentions], [1, 1]);
  bo.markRead(roomId, general(bo).room.lastSeq);
  assert.deepEqual([general(bo).unread, general(bo).mentions], [0, 0]);
  const anaId = ana.replica.account?.accountId;
  assert.ok(anaId);
  bo.wantProfiles([anaId]);
  const profile = await clientUntil(bo, () => bo.replica.profiles.get(anaId));
  assert.deepEqual([profile.displayName, profile.presence], ['Ana', 'online']);
  ana.close();
  bo.close();
});

test('P6 a host that restarts: what was sent meanwhile goes out once, in order, and nothing is missed', async () => {
  await using host = await startTestHost();
  const ana = await joined(host.url, 'Ana');
  const bo = await joined(host.url, 'Bo');
  const { roomId } = general(ana).room;
  await ana.openRoom(roomId);
  await bo.openRoom(roomId);
  ana.send({ roomId, text: 'before', replyTo: undefined });
  await hasText(bo, 'before');
  const restarted = host.restart();
  for (const text of ['one', 'two', 'three']) ana.send({ roomId, text, replyTo: undefined });
  await restarted;
  ana.retryNow();
  bo.retryNow();
  await hasText(bo, 'three');
  await clientUntil(ana, () => (general(ana).outgoing.length === 0 ? true : undefined));
  assert.deepEqual(texts(bo), ['before', 'one', 'two', 'three']);
  assert.deepEqual(texts(ana), texts(bo));
  ana.close();
  bo.close();
});

test('a reload resumes the session and sends what the outbox held', async () => {
  await using host = await startTestHost();
  const values = new Map<string, string>();
  const ana = await joined(host.url, 'Ana', memoryStorage(values));
  const { roomId } = general(ana).room;
  const accountId = ana.replica.account?.accountId;
  ana.close();
  ana.send({ roomId, text: 'from the outbox', replyTo: undefined });
  const again = nodeClient(host.url, memoryStorage(values));
  assert.equal(again.resume(), true);
  await clientUntil(again, () => (again.state.kind === 'live' ? true : undefined));
  assert.equal(again.replica.account?.accountId, accountId);
  await again.openRoom(roomId);
  await hasText(again, 'from the outbox');
  again.close();
});

test('C1 logging out everywhere ends the other device at once', async () => {
  await using host = await startTestHost();
  const first = nodeClient(host.url);
  await first.register({ username: 'ana', password: 'a long password' });
  const second = nodeClient(host.url);
  await second.login({ username: 'ana', password: 'a long password' });
  await clientUntil(second, () => (second.state.kind === 'live' ? true : undefined));
  await clientUntil(first, () => (first.state.kind === 'live' ? true : undefined));
  await first.logout({ everywhere: true });
  const state = await clientUntil(second, () =>
    second.state.kind === 'signed_out' ? second.state : undefined,
  );
  assert.equal(state.because, 'session_ended');
  assert.equal(second.resume(), false);
  first.close();
  second.close();
});

test('whoever was signed out comes back on that device under the same name, with what waited; another gets neither', async () => {
  await using host = await startTestHost();
  const values = new Map<string, string>();
  const leave = async (name: string, text: string) => {
    const client = await joined(host.url, name, memoryStorage(values));
    const accountId = client.replica.account?.accountId;
    const { roomId } = general(client).room;
    client.close();
    client.send({ roomId, text, replyTo: undefined });
    // As when the host ends the session: the tokens go, all else stays.
    values.delete('hearth.session');
    return accountId;
  };
  const anaId = await leave('Ana', 'waited for Ana');
  const ana = await joined(host.url, 'Ana', memoryStorage(values));
  assert.equal(ana.replica.account?.accountId, anaId);
  await ana.openRoom(general(ana).room.roomId);
  await hasText(ana, 'waited for Ana');
  ana.close();
  values.delete('hearth.session');
  await leave('Ana', 'never sent');
  const bo = await joined(host.url, 'Bo', memoryStorage(values));
  assert.notEqual(bo.replica.account?.accountId, anaId);
  assert.deepEqual(general(bo).outgoing, []);
  assert.equal(values.has('hearth.outbox'), false);
  await assert.rejects(joined(host.url, 'Ana'), /“Ana 2” is free/);
  await bo.logout({ everywhere: false });
  assert.deepEqual([...values.keys()], []);
  bo.close();
});
