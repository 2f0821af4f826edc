import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId, ConnectionId, RoomId } from '../../../src-shared/base/ids.ts';
import { messageCreated, roomGone, roomJoined, typing } from '../../../src-shared/protocol/chat/events.ts';
import { actorOf } from '../../../test/harness/test-gateway.ts';
import { Connection, congestedBytes, outboxBytes, stalledMs } from '../connection/connection.ts';
import { textFrame } from '../socket/frame.ts';
import { Fanout } from './fanout.ts';

const room = 'room' as RoomId;
const other = 'other' as RoomId;

/** A connection whose transport keeps every write. */
function member(fanout: Fanout, name: string, rooms: readonly RoomId[] = [room]) {
  const writes: (readonly Buffer[])[] = [];
  const state = { bufferedBytes: 0 };
  const actor = actorOf(name);
  const connection = new Connection({
    id: name as ConnectionId,
    origin: { transport: 'socket', address: '10.0.0.1', loopback: false, client: undefined },
    connectedAtMs: 0,
    transport: {
      write: (buffers) => void writes.push(buffers),
      get bufferedBytes() {
        return state.bufferedBytes;
      },
      close: () => undefined,
      terminate: () => undefined,
      pause: () => undefined,
      resume: () => undefined,
      ping: () => undefined,
    },
  });
  connection.state = {
    kind: 'live',
    actor,
    view: {
      connectionId: connection.id,
      actor,
      origin: connection.origin,
      transport: 'socket',
      connectedAtMs: 0,
      roundTripMs: undefined,
    },
  };
  fanout.subscribe(connection, actor.accountId, rooms);
  return { connection, writes, state, accountId: actor.accountId, told: () => told(writes) };
}

/** What stands in the frames written: events by name with their first value, answers as `reply`. */
function told(writes: readonly (readonly Buffer[])[]): string[] {
  const bytes = Buffer.concat(writes.flat());
  const names: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const [head, length] = short === 126 ? [4, bytes.readUInt16BE(at + 2)] : [2, short];
    const frame = JSON.parse(bytes.subarray(at + head, at + head + length).toString()) as {
      event?: string;
      data?: object;
    };
    names.push(frame.event ? `${frame.event.split('.')[1]} ${Object.values(frame.data ?? {})[0]}` : 'reply');
    at += head + length;
  }
  return names;
}

const answer = () => textFrame(['{"id":1,"ok":true,"data":{}}']);

describe('fan-out', () => {
  test('one write a connection and turn, and the very same buffer for everybody', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const people = ['a', 'b', 'c'].map((name) => member(fanout, name));
    for (let at = 0; at < 5; at += 1) fanout.toAudience(room, messageCreated, { at });
    fanout.flush();
    for (const { writes } of people) {
      assert.equal(writes.length, 1);
      assert.equal(writes[0]?.length, 1);
      assert.equal(writes[0][0], people[0]?.writes[0]?.[0]);
    }
    assert.equal(people[0]?.told().length, 5);
  });

  test('the sender hears its answer before its event, also when somebody joins in the same turn', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const sender = member(fanout, 'sender');
    const joiner = member(fanout, 'joiner', []);
    fanout.toAudience(room, messageCreated, { at: 1 });
    fanout.toAccount(joiner.accountId, roomJoined, { at: 'room' });
    fanout.admit(room, joiner.accountId);
    fanout.toAudience(room, messageCreated, { at: 2 });
    fanout.reply(sender.connection, answer());
    fanout.reply(joiner.connection, answer());
    fanout.flush();
    assert.deepEqual(sender.told(), ['reply', 'messageCreated 1', 'messageCreated 2']);
    assert.deepEqual(joiner.told(), ['roomJoined room', 'reply', 'messageCreated 2']);
  });

  test('P7 whoever is expelled gets what was due before, hears of it, and then nothing', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const leaver = member(fanout, 'leaver');
    const stayer = member(fanout, 'stayer');
    fanout.toAudience(room, messageCreated, { at: 1 });
    fanout.expel(room, leaver.accountId);
    fanout.toAccount(leaver.accountId, roomGone, { at: 'room' });
    fanout.toAudience(room, messageCreated, { at: 2 });
    fanout.flush();
    assert.deepEqual(leaver.told(), ['messageCreated 1', 'roomGone room']);
    assert.deepEqual(stayer.told(), ['messageCreated 1', 'messageCreated 2']);
  });

  test('nobody is told of his own typing, and a person in two audiences hears once', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const typist = member(fanout, 'typist', [room, other]);
    const reader = member(fanout, 'reader', [room, other]);
    fanout.toAudienceExcept(room, typist.accountId, typing, { at: 1 });
    fanout.toAudience(room, messageCreated, { at: 2 });
    fanout.toAudiences([room, other], messageCreated, { at: 3 });
    fanout.flush();
    assert.deepEqual(typist.told().toSorted(), ['messageCreated 2', 'messageCreated 3']);
    assert.deepEqual(reader.told().toSorted(), ['messageCreated 2', 'messageCreated 3', 'typing 1']);
  });

  test('S2 with half an outbox unsent typing is dropped, messages are not', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const slow = member(fanout, 'slow');
    slow.state.bufferedBytes = congestedBytes + 1;
    fanout.toAudience(room, typing, { at: 1 });
    fanout.toAudience(room, messageCreated, { at: 2 });
    fanout.toAudiences([room], typing, { at: 3 });
    fanout.flush();
    assert.deepEqual(slow.told(), ['messageCreated 2']);
  });

  test('S1 a full outbox cuts the connection, and no later event is written after the gap', () => {
    const cut: Connection[] = [];
    const fanout = new Fanout((connection) => cut.push(connection));
    const slow = member(fanout, 'slow');
    const quick = member(fanout, 'quick');
    slow.state.bufferedBytes = outboxBytes - 10;
    fanout.toAudience(room, messageCreated, { at: 1 });
    fanout.flush();
    assert.deepEqual(cut, [slow.connection]);
    slow.state.bufferedBytes = 0;
    fanout.toAudience(room, messageCreated, { at: 2 });
    fanout.flush();
    assert.deepEqual(slow.told(), []);
    assert.deepEqual(quick.told(), ['messageCreated 1', 'messageCreated 2']);
  });

  test('S1 a connection is stalled once it took nothing for ten seconds, and a heartbeat is no progress', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const slow = member(fanout, 'slow');
    fanout.toAudience(room, messageCreated, { at: 1 });
    fanout.flush();
    slow.state.bufferedBytes = slow.writes.flat().reduce((bytes, buffer) => bytes + buffer.length, 0);
    assert.equal(slow.connection.isStalled(1000), false);
    slow.state.bufferedBytes += 2;
    assert.equal(slow.connection.isStalled(1000 + stalledMs / 2), false);
    assert.equal(slow.connection.isStalled(1000 + stalledMs), true);
    slow.state.bufferedBytes -= 20;
    assert.equal(slow.connection.isStalled(1001 + stalledMs), false);
  });

  test('rooms and accounts without connections are forgotten', () => {
    const fanout = new Fanout(() => assert.fail('nobody is cut'));
    const only = member(fanout, 'only');
    fanout.unsubscribe(only.connection, only.accountId);
    fanout.toAudience(room, messageCreated, { at: 1 });
    fanout.flush();
    assert.deepEqual(only.writes, []);
    assert.deepEqual([...fanout.connectionsOf('only' as AccountId)], []);
  });
});
