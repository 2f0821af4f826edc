import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestHost } from '../../harness/test-host.ts';
import { post, WireClient } from '../../harness/wire-client.ts';

test('two guests talk in general: the reply comes first to the sender, the event to both', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  using bo = await WireClient.guest(host.url, 'Bo');
  const roomId = ana.generalId;
  assert.equal(bo.generalId, roomId);

  const { message } = await ana.call('chat.sendMessage', { roomId, text: 'Hello @Bo ☃', nonce: 'n1' });
  const event = await bo.event('chat.messageCreated');
  assert.deepEqual(event.data.message, message);
  assert.equal(message.text, 'Hello @Bo ☃');
  await ana.event('chat.messageCreated');
  const replyAt = ana.frames.findIndex(
    (frame) => 'ok' in frame && frame.ok && 'message' in (frame.data as object),
  );
  const eventAt = ana.frames.findIndex((frame) => 'event' in frame && frame.event === 'chat.messageCreated');
  assert.ok(replyAt >= 0 && replyAt < eventAt);

  const { rooms } = await bo.call('chat.listRooms', {});
  const general = rooms.find((room) => room.roomId === roomId);
  assert.deepEqual([general?.unread, general?.mentions], [1, 1]);
  await bo.call('chat.markRead', { roomId, seq: message.seq });
  const after = await bo.call('chat.listRooms', {});
  assert.deepEqual(
    after.rooms.map((room) => [room.unread, room.mentions]),
    [[0, 0]],
  );
});

test('an answer counts as a mention of the one answered, one’s own words never', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  using bo = await WireClient.guest(host.url, 'Bo');
  const roomId = ana.generalId;
  const { message } = await ana.call('chat.sendMessage', { roomId, text: 'a question of @Ana', nonce: 'q' });
  await bo.call('chat.sendMessage', { roomId, text: 'an answer', nonce: 'a', replyTo: message.seq });
  const { rooms } = await ana.call('chat.listRooms', {});
  assert.deepEqual(
    rooms.map((room) => [room.unread, room.mentions]),
    [[1, 1]],
  );
  await host.restart();
  assert.deepEqual(await host.host.verify(), []);
});

test('I2 a retried nonce has one effect and returns the message as it is now, after a restart too', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  const roomId = ana.generalId;
  const first = await ana.call('chat.sendMessage', { roomId, text: 'once', nonce: 'same' });
  await ana.call('chat.editMessage', { roomId, seq: first.message.seq, text: 'once, edited' });
  const again = await ana.call('chat.sendMessage', { roomId, text: 'once', nonce: 'same' });
  assert.equal(again.message.seq, first.message.seq);
  assert.equal(again.message.text, 'once, edited');
  await assert.rejects(
    ana.call('chat.sendMessage', { roomId, text: 'other', nonce: 'same' }),
    /^Error: conflict/,
  );
});

test('edit, react, delete: everybody sees each, and history agrees with the events', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  using bo = await WireClient.guest(host.url, 'Bo');
  const roomId = ana.generalId;
  const { message } = await ana.call('chat.sendMessage', { roomId, text: 'draft', nonce: 'n' });
  await ana.call('chat.editMessage', { roomId, seq: message.seq, text: 'final' });
  await bo.call('chat.react', { roomId, seq: message.seq, emoji: '🎉', on: true });
  const reacted = await ana.event('chat.messageUpdated', (data) => data.message.reactions.length === 1);
  assert.equal(reacted.data.message.text, 'final');
  assert.deepEqual(reacted.data.message.reactions[0]?.accountIds, [bo.hello?.account.accountId]);
  const page = await bo.call('chat.history', { roomId });
  assert.deepEqual(page.messages, [reacted.data.message]);
  assert.deepEqual(page.mine, [{ seq: message.seq, reactions: ['🎉'] }]);
  await assert.rejects(bo.call('chat.editMessage', { roomId, seq: message.seq, text: 'x' }), /forbidden/);
  await ana.call('chat.deleteMessage', { roomId, seq: message.seq });
  const deleted = await bo.event('chat.messageDeleted');
  assert.deepEqual([deleted.data.message.text, deleted.data.message.deleted], ['', true]);
});

test('P7 whoever is taken out of a room hears of it and of nothing after it', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  using bo = await WireClient.guest(host.url, 'Bo');
  const accountId = bo.hello?.account.accountId;
  assert.ok(accountId);
  const { room } = await ana.call('chat.createRoom', {
    kind: 'group',
    name: 'plans',
    visibility: 'private',
    memberIds: [accountId],
  });
  const { roomId } = room;
  await bo.event('chat.roomJoined', (data) => data.room.roomId === roomId);
  await Promise.all([
    ana.call('chat.sendMessage', { roomId, text: 'before', nonce: 'a' }),
    ana.call('chat.removeMember', { roomId, accountId }),
    ana.call('chat.sendMessage', { roomId, text: 'after', nonce: 'b' }),
  ]);
  await bo.event('chat.roomGone');
  await assert.rejects(bo.call('chat.history', { roomId }), /not_found/);
  const ofRoom = bo.frames.flatMap((frame) => ('event' in frame ? [JSON.stringify(frame)] : []));
  assert.ok(ofRoom.some((text) => text.includes('before')));
  assert.ok(!ofRoom.some((text) => text.includes('after')));
  const gone = ofRoom.findIndex((text) => text.includes('roomGone'));
  assert.ok(ofRoom.slice(gone + 1).every((text) => !text.includes(roomId)));
});

test('sync gives what was missed since a version, and reset where it cannot', async () => {
  await using host = await startTestHost();
  using ana = await WireClient.guest(host.url, 'Ana');
  const roomId = ana.generalId;
  const before = ana.hello?.rooms[0]?.version ?? 0;
  const { message } = await ana.call('chat.sendMessage', { roomId, text: 'one', nonce: '1' });
  await ana.call('chat.editMessage', { roomId, seq: message.seq, text: 'uno' });
  const [synced] = (await ana.call('chat.sync', { rooms: [{ roomId, since: before }] })).rooms;
  assert.ok(synced && 'changes' in synced);
  assert.deepEqual(
    synced.changes.map((change) => change.message?.text),
    ['uno'],
  );
  assert.equal(synced.more, false);
  const cases = [
    { roomId, since: 9_999 },
    { roomId, since: before - 1 },
    { roomId, since: before, epoch: 'another' as never },
  ];
  const { rooms } = await ana.call('chat.sync', { rooms: cases });
  assert.deepEqual(
    rooms.map((room) => 'reset' in room),
    [true, true, true],
  );
});

test('HTTP serves the same operations while the session is connected, and not otherwise', async () => {
  await using host = await startTestHost();
  const { accessToken } = await post(host.url, 'account.guest', { displayName: 'Ana' }).then(
    (answer) => answer.body as { accessToken: string },
  );
  const refused = await post(host.url, 'chat.listRooms', {}, accessToken);
  assert.equal(refused.status, 401);
  using ana = await WireClient.signedIn(host.url, accessToken);
  const roomId = ana.generalId;
  const sent = await post(
    host.url,
    'chat.sendMessage',
    { roomId, text: 'over http', nonce: 'h' },
    accessToken,
  );
  assert.equal(sent.status, 200);
  await ana.event('chat.messageCreated', (data) => data.message.text === 'over http');
  const page = await fetch(`${host.url}/api/v1/chat/history?roomId=${roomId}&limit=10`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  const { messages } = (await page.json()) as { messages: { text: string }[] };
  assert.deepEqual(
    messages.map((message) => message.text),
    ['over http'],
  );
});

test('after a restart everything is there, and memory agrees with the rows', async () => {
  await using host = await startTestHost();
  const grant = await post(host.url, 'account.guest', { displayName: 'Ana' }).then(
    (answer) => answer.body as { accessToken: string },
  );
  using ana = await WireClient.signedIn(host.url, grant.accessToken);
  const roomId = ana.generalId;
  for (const nonce of ['a', 'b', 'c']) await ana.call('chat.sendMessage', { roomId, text: nonce, nonce });
  assert.deepEqual(await host.host.verify(), []);
  await host.restart();
  assert.equal((await ana.ended()).code, 4009);
  using back = await WireClient.signedIn(host.url, grant.accessToken);
  const page = await back.call('chat.history', { roomId });
  assert.deepEqual(
    page.messages.map((message) => message.text),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(await host.host.verify(), []);
});
