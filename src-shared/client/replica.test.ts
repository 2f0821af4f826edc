import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId, Epoch, RoomId, WorkspaceId } from '../base/ids.ts';
import type { JoinedRoom, Message } from '../protocol/chat/entities.ts';
import type { Output } from '../protocol/registry.ts';
import { Replica } from './replica.ts';

const roomId = 'room' as RoomId;
const epoch = 'epoch' as Epoch;
const me = 'me' as AccountId;
const bo = 'bo' as AccountId;

function message(seq: number, changes: Partial<Message> = {}): Message {
  return {
    roomId,
    seq,
    version: seq,
    senderId: bo,
    text: `text ${seq}`,
    media: [],
    reactions: [],
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
}

const deleted = (seq: number, version: number) => message(seq, { version, text: '', deleted: true });

/** What hello says when the room stands at this version. */
function hello(version: number, read: Pick<JoinedRoom, 'unread' | 'mentions' | 'readSeq' | 'lastSeq'>) {
  const room: JoinedRoom = {
    roomId,
    workspaceId: 'workspace' as WorkspaceId,
    kind: 'channel',
    name: 'general',
    visibility: 'public',
    version,
    epoch,
    memberCount: 2,
    ...read,
  };
  return {
    account: { accountId: me, displayName: 'Me' },
    rooms: [room],
  } as unknown as Output<'system.hello'>;
}

const none = { unread: 0, mentions: 0, readSeq: 10, lastSeq: 10 };

/** A replica that holds messages 1 to 10, or the last five of them, with everything read. */
function opened(options = { hasBefore: false }): Replica {
  const replica = new Replica(() => undefined);
  replica.hello(hello(10, none));
  replica.fetchBegins(roomId);
  const messages = Array.from({ length: 10 }, (_, index) => message(index + 1));
  const held = messages.slice(options.hasBefore ? 5 : 0);
  const page = { messages: held, mine: [], hasBefore: options.hasBefore, hasAfter: false };
  replica.fetched(roomId, page, 'replace');
  return replica;
}

/** The same, come back to a room that went on to `version` meanwhile. */
function returned(
  version: number,
  read: Parameters<typeof hello>[1],
  options = { hasBefore: false },
): Replica {
  const replica = opened(options);
  assert.deepEqual(replica.hello(hello(version, read)), [{ roomId, since: 10, epoch }]);
  return replica;
}

function synced(replica: Replica, head: number, messages: readonly Message[], more = false) {
  return replica.synced({
    roomId,
    epoch,
    head,
    changes: messages.map((changed) => ({ message: changed })),
    more,
  });
}

function room(replica: Replica) {
  const state = replica.room(roomId);
  assert.ok(state);
  return state;
}

const seqs = (replica: Replica) => room(replica).messages.map((held) => held.message.seq);
const counts = (replica: Replica) => [room(replica).unread, room(replica).readSeq];

test('P6 a message that was changed before it was ever seen takes its place among younger ones', () => {
  const replica = returned(14, { unread: 3, mentions: 0, readSeq: 10, lastSeq: 13 });
  synced(replica, 14, [message(12), message(13), message(11, { version: 14, text: 'edited' })]);
  assert.deepEqual(seqs(replica).slice(-4), [10, 11, 12, 13]);
  assert.equal(room(replica).messages.at(-3)?.message.text, 'edited');
  assert.equal(room(replica).hasBefore, false);
  assert.equal(room(replica).version, 14);
});

test('P6 the first message of all takes its place too, and one from before the stretch stays out', () => {
  const replica = new Replica(() => undefined);
  replica.hello(hello(1, { ...none, readSeq: 0, lastSeq: 0 }));
  replica.fetchBegins(roomId);
  replica.fetched(roomId, { messages: [], mine: [], hasBefore: false, hasAfter: false }, 'replace');
  replica.hello(hello(4, { unread: 2, mentions: 0, readSeq: 0, lastSeq: 3 }));
  synced(replica, 4, [message(3), deleted(2, 4)]);
  assert.deepEqual(seqs(replica), [2, 3]);
  assert.equal(room(replica).hasBefore, false);
  const cut = returned(11, none, { hasBefore: true });
  synced(cut, 11, [message(3, { version: 11, text: 'edited' })]);
  assert.deepEqual(seqs(cut), [6, 7, 8, 9, 10]);
});

test('I3 what happened between hello and the answer of sync is counted, and what hello counted is not', () => {
  const replica = returned(12, { unread: 2, mentions: 0, readSeq: 10, lastSeq: 12 }, { hasBefore: true });
  synced(replica, 14, [message(11), message(12), message(13), message(14)]);
  assert.deepEqual(counts(replica), [4, 10]);
  const spoken = returned(12, { unread: 2, mentions: 0, readSeq: 10, lastSeq: 12 }, { hasBefore: true });
  synced(spoken, 14, [message(11), message(12), message(13, { senderId: me }), message(14)]);
  assert.deepEqual(counts(spoken), [1, 13]);
});

test('I3 counting after sync follows seq where versions stand in another order, over several answers', () => {
  const replica = returned(12, { unread: 2, mentions: 0, readSeq: 10, lastSeq: 12 }, { hasBefore: true });
  const next = synced(replica, 17, [message(11), message(12), message(14)], true);
  assert.deepEqual(next, { roomId, since: 14, epoch });
  synced(replica, 17, [message(13, { senderId: me, version: 16, text: 'edited' }), deleted(12, 17)]);
  assert.deepEqual(counts(replica), [1, 13]);
  const gone = returned(12, { unread: 2, mentions: 0, readSeq: 10, lastSeq: 12 }, { hasBefore: true });
  synced(gone, 14, [message(11), deleted(13, 14), deleted(12, 15)]);
  assert.deepEqual(counts(gone), [1, 10]);
});

test('I3 messages that a gap hid are counted, and a mark set meanwhile holds', () => {
  const replica = opened();
  const behind = replica.event({ event: 'chat.messageCreated', data: { message: message(13) } });
  assert.deepEqual(behind, { roomId, since: 10, epoch });
  replica.event({ event: 'chat.readMarked', data: { roomId, seq: 12 } });
  synced(replica, 13, [message(11), message(12), message(13)]);
  assert.deepEqual(counts(replica), [1, 12]);
  // The mark came before one's own words, of which sync had told already.
  const spoken = opened();
  spoken.event({ event: 'chat.messageCreated', data: { message: message(12) } });
  spoken.event({ event: 'chat.readMarked', data: { roomId, seq: 12 } });
  spoken.event({ event: 'chat.messageCreated', data: { message: message(13, { senderId: me }) } });
  synced(spoken, 14, [message(11), message(12), message(13, { senderId: me }), message(14)]);
  assert.deepEqual(counts(spoken), [1, 13]);
});

test('P6 after a reset the room goes on from where hello stood, with what came meanwhile', () => {
  const replica = returned(20, { unread: 3, mentions: 0, readSeq: 10, lastSeq: 20 });
  replica.event({ event: 'chat.messageCreated', data: { message: message(21) } });
  assert.equal(replica.synced({ roomId, reset: true }), 'reset');
  assert.equal(room(replica).version, 21);
  assert.equal(room(replica).hasBefore, undefined);
  replica.fetchBegins(roomId);
  replica.event({ event: 'chat.messageCreated', data: { message: message(22) } });
  replica.fetched(
    roomId,
    { messages: [message(20), message(21)], mine: [], hasBefore: true, hasAfter: false },
    'replace',
  );
  assert.deepEqual(seqs(replica), [20, 21, 22]);
  assert.equal(room(replica).room.lastSeq, 22);
  assert.equal(replica.event({ event: 'chat.messageCreated', data: { message: message(23) } }), undefined);
  assert.deepEqual(seqs(replica), [20, 21, 22, 23]);
});

test('one’s own reaction on a message that sync brings is shown as one’s own', () => {
  const replica = returned(12, { unread: 1, mentions: 0, readSeq: 10, lastSeq: 11 });
  synced(replica, 12, [
    message(11, { version: 12, reactions: [{ emoji: '🎉', count: 1, accountIds: [me] }] }),
  ]);
  assert.deepEqual(room(replica).messages.at(-1)?.mine, ['🎉']);
});

test('the profiles stay the same object while others talk, and become another when one changes', () => {
  const replica = opened();
  const accountId = bo;
  replica.profiles([{ accountId, displayName: 'Bo', kind: 'guest', presence: 'online' }]);
  const { profiles } = replica.state;
  replica.event({ event: 'chat.messageCreated', data: { message: message(11) } });
  assert.equal(replica.state.profiles, profiles);
  replica.event({ event: 'profile.presenceChanged', data: { accountId, presence: 'idle' } });
  assert.equal(replica.state.profiles.get(accountId)?.presence, 'idle');
  assert.equal(profiles.get(accountId)?.presence, 'online');
});
