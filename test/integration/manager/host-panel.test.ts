import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import type { HostInfo } from '../../../src-shared/protocol/system/operations.ts';
import { startTestHost } from '../../harness/test-host.ts';
import { post, WireClient } from '../../harness/wire-client.ts';

const info = async (url: string) => (await (await fetch(`${url}/api/v1/system/info`)).json()) as HostInfo;

async function claim(url: string, ticket: string | undefined): Promise<TokenGrant> {
  const { status, body } = await post(url, 'account.claimOwner', {
    ticket,
    hostName: 'Cellar LAN',
    username: 'Marta Holm',
    password: 'a long password',
  });
  assert.equal(status, 200);
  return body;
}

test('the join page learns whose host it is and who is here, four names at most, and nobody while it is stopped', async () => {
  await using host = await startTestHost();
  assert.deepEqual((await info(host.url)).here, { count: 0, names: [] });
  assert.equal((await info(host.url)).owner, undefined);
  const { accessToken } = await claim(host.url, host.host.claimCode);
  const owner = await WireClient.signedIn(host.url, accessToken);
  const guests = [];
  for (const name of ['Ana', 'Bo', 'Cy', 'Di', 'Eve']) guests.push(await WireClient.guest(host.url, name));
  const { owner: ownerName, here, hostName } = await info(host.url);
  assert.deepEqual([ownerName, hostName], ['Marta Holm', 'Cellar LAN']);
  assert.equal(here?.count, 6);
  assert.equal(here.names.length, 4);
  await owner.call('manager.setOpen', { open: false });
  assert.equal((await info(host.url)).here, undefined);
  assert.equal((await info(host.url)).owner, 'Marta Holm');
  for (const client of [owner, ...guests]) client.socket.terminate();
});

test('the host panel gets minutes, the sizes of its files, and as many connections as it asks for', async () => {
  await using host = await startTestHost();
  const { accessToken } = await claim(host.url, host.host.claimCode);
  const owner = await WireClient.signedIn(host.url, accessToken);
  const guest = await WireClient.guest(host.url, 'Ana');
  const roomId = guest.hello?.rooms[0]?.roomId;
  assert.ok(roomId);
  for (const text of ['one', 'two']) await guest.call('chat.sendMessage', { roomId, text, nonce: text });
  const status = await owner.call('manager.status', {});
  assert.equal(
    status.samples.reduce((sum, minute) => sum + minute.messages, 0),
    2,
  );
  assert.equal(status.samples.at(-1)?.connections, 2);
  assert.deepEqual(status.storage?.map(({ name }) => name).toSorted(), [
    'audit.db',
    'communication.db',
    'server.db',
  ]);
  assert.equal(
    status.storage.reduce((sum, { bytes }) => sum + bytes, 0),
    status.dataBytes,
  );
  const told = await owner.call('manager.connections', { limit: 1 });
  assert.deepEqual([told.connections.length, told.total], [1, 2]);
  for (const client of [owner, guest]) client.socket.terminate();
});
