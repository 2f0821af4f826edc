import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import { startTestHost, type TestHost } from '../../harness/test-host.ts';
import { post, WireClient } from '../../harness/wire-client.ts';

async function claim(host: TestHost, ticket: string) {
  return post(host.url, 'account.claimOwner', {
    ticket,
    hostName: 'Cellar',
    username: 'Marta',
    password: 'a long password',
  });
}

const redeem = (host: TestHost, ticket: string) => post(host.url, 'account.redeemOwnerTicket', { ticket });
const signIn = async (host: TestHost, answer: { body: unknown }) =>
  WireClient.signedIn(host.url, (answer.body as TokenGrant).accessToken);

test('P29 a ticket of the chat window makes a session of the owner without power over the host', async () => {
  await using host = await startTestHost();
  assert.equal(
    (await claim(host, host.host.issueTicket('chat'))).status,
    403,
    'a chat ticket claims nothing',
  );
  assert.equal((await claim(host, host.host.issueTicket('account'))).status, 200);

  const chatTicket = host.host.issueTicket('chat');
  using chat = await signIn(host, await redeem(host, chatTicket));
  await assert.rejects(chat.call('manager.status', {}), /forbidden/);
  await assert.rejects(chat.call('manager.setOpen', { open: false }), /forbidden/);
  await assert.rejects(chat.call('system.health', {}), /forbidden/);
  assert.equal((await redeem(host, chatTicket)).status, 403, 'good once');

  using administration = await signIn(host, await redeem(host, host.host.issueTicket('account')));
  assert.equal((await administration.call('manager.status', {})).hostName, 'Cellar');

  // What a session may do is kept on disk with it.
  const again = await redeem(host, host.host.issueTicket('chat'));
  await host.restart();
  using later = await signIn(host, again);
  await assert.rejects(later.call('manager.status', {}), /forbidden/);
});

test('a stopped host still serves its owner’s chat window', async () => {
  await using host = await startTestHost();
  await claim(host, host.host.issueTicket('account'));
  using chat = await signIn(host, await redeem(host, host.host.issueTicket('chat')));
  host.host.setOpen(false);
  const { rooms } = await chat.call('chat.listRooms', {});
  assert.equal(rooms.length, 1);
});
