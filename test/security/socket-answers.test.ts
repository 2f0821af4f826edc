import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId, SessionId } from '../../src-shared/base/ids.ts';
import { messageCreated, roomGone, roomJoined } from '../../src-shared/protocol/chat/events.ts';
import { EncodedJson } from '../../src-main/kernel/operation.ts';
import { refuse } from '../../src-main/kernel/hearth-error.ts';
import { ManualClock } from '../harness/manual-clock.ts';
import { memberOf, roomA, startTestGateway } from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

describe('answers and events', () => {
  test('the sender hears its answer before its own event, everybody else the event', async () => {
    await using host = await startTestGateway({
      handlers: {
        'chat.sendMessage': (input) => {
          host.gateway.publisher.toAudience(roomA, messageCreated, { message: input });
          return new EncodedJson('{"message":', Buffer.from('{"seq":1}'), '}');
        },
      },
    });
    using sender = await WireClient.signedIn(host.url, 'sender');
    using reader = await WireClient.signedIn(host.url, 'reader');
    const id = sender.send('chat.sendMessage', { roomId: roomA, text: 'hello', nonce: 'n' });
    await sender.event('chat.messageCreated');
    await reader.event('chat.messageCreated');
    const kinds = sender.frames.map((frame) => ('event' in frame ? frame.event : frame.id));
    assert.deepEqual(kinds.slice(-2), [id, 'chat.messageCreated']);
    assert.deepEqual(sender.frames.at(-2), { id, ok: true, data: { message: { seq: 1 } } });
  });

  test('P7 admitted from here on, expelled after what was due, and a closed session hears nothing more', async () => {
    await using host = await startTestGateway({ helloParts: [memberOf()] });
    const { publisher, connections } = host.gateway;
    const ada = 'ada' as AccountId;
    using client = await WireClient.signedIn(host.url, 'ada');
    const say = (seq: number) => publisher.toAudience(roomA, messageCreated, { seq });
    say(1);
    publisher.toAccount(ada, roomJoined, { room: roomA });
    publisher.admit(roomA, ada);
    say(2);
    publisher.expel(roomA, ada);
    publisher.toAccount(ada, roomGone, { roomId: roomA, reason: 'removed' });
    say(3);
    publisher.admit(roomA, ada);
    say(4);
    assert.equal(connections.recentlyConnected('ada-first' as SessionId), true);
    connections.closeSession('ada-first' as SessionId, 'sessionEnded');
    assert.equal(connections.recentlyConnected('ada-first' as SessionId), false);
    say(5);
    assert.deepEqual(await client.ended(), { code: 4003, reason: 'sessionEnded' });
    const heard = client.frames
      .slice(1)
      .map((frame) => ('event' in frame ? Object.values(frame.data)[0] : 'reply'));
    assert.deepEqual(heard, [roomA, 2, roomA, 4]);
  });

  test('over HTTP a session works while it is connected and 60 s after', async () => {
    const clock = new ManualClock();
    await using host = await startTestGateway({ clock });
    const status = async () => {
      const answer = await fetch(`${host.url}/api/v1/chat/listRooms`, {
        headers: { Authorization: 'Bearer ada' },
      });
      await answer.text();
      return answer.status;
    };
    assert.equal(await status(), 401);
    const client = await WireClient.signedIn(host.url, 'ada');
    assert.equal(await status(), 200);
    client.socket.close();
    await client.ended();
    clock.advance(60_000);
    assert.equal(await status(), 200);
    clock.advance(1);
    assert.equal(await status(), 401);
  });

  test('a faulty handler is answered `internal` without a word of its own, and the next call works', async () => {
    await using host = await startTestGateway({
      handlers: {
        'chat.listRooms': () => {
          throw new Error('secret path /home/ada');
        },
        'chat.history': () => Promise.reject(new Error('secret')),
        'profile.get': () => 5n,
        'chat.joinRoom': () => refuse('not_found', 'There is no such room.'),
      },
    });
    using client = await WireClient.signedIn(host.url, 'ada');
    for (const [operation, data] of [
      ['chat.listRooms', {}],
      ['chat.history', { roomId: 'r' }],
      ['profile.get', { accountIds: ['a'] }],
    ] as const) {
      const reply = await client.reply(client.send(operation, data));
      assert.ok(!reply.ok && reply.error.kind === 'internal', operation);
      assert.doesNotMatch(JSON.stringify(reply), /secret/);
    }
    const refused = await client.reply(client.send('chat.joinRoom', { roomId: 'r' }));
    assert.deepEqual(refused, {
      id: 5,
      ok: false,
      error: { kind: 'not_found', message: 'There is no such room.' },
    });
  });

  test('rates: a flood of sends is answered rate_limited with the time to wait; others are not touched', async () => {
    await using host = await startTestGateway({ limitProfile: 'normal' });
    using flood = await WireClient.signedIn(host.url, 'gustav/first/guest');
    using other = await WireClient.signedIn(host.url, 'ada');
    const ids = Array.from({ length: 200 }, (_, at) =>
      flood.send('chat.sendMessage', { roomId: roomA, text: 'x', nonce: String(at) }),
    );
    const replies = await Promise.all(ids.map((id) => flood.reply(id)));
    assert.equal(replies.filter((reply) => reply.ok).length, 5);
    for (const reply of replies.slice(5)) {
      assert.ok(!reply.ok && reply.error.kind === 'rate_limited' && (reply.error.retryAfterMs ?? 0) > 0);
    }
    await other.call('chat.listRooms', {});
  });

  test('closing: every client hears 4009 after what was due, and nobody new gets in', async () => {
    await using host = await startTestGateway();
    using client = await WireClient.signedIn(host.url, 'ada');
    host.gateway.publisher.toAudience(roomA, messageCreated, { seq: 1 });
    await host.gateway.drain();
    assert.equal((await client.ended()).code, 4009);
    assert.equal(client.events('chat.messageCreated').length, 1);
    await assert.rejects(fetch(`${host.url}/api/v1/system/info`));
  });
});
