import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AccountId,
  DeviceId,
  Epoch,
  RoomId,
  SessionId,
  WorkspaceId,
} from '../../../src-shared/base/ids.ts';
import type { Output } from '../../../src-shared/protocol/registry.ts';
import { ManualClock } from '../../../test/harness/manual-clock.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { ChatCache } from './chat-cache.ts';
import type { ChatStore, MessageRow, RoomRow } from './chat-store.ts';
import { HistoryService } from './history-service.ts';
import { toTailEntry } from './message-tail.ts';

const roomId = 'room' as RoomId;
const ana = 'ana' as AccountId;
const bo = 'bo' as AccountId;

function row(seq: number, changes: { version?: number; deleted?: boolean } = {}): MessageRow {
  return {
    seq,
    version: seq,
    senderId: bo,
    text: 'text',
    replyTo: null,
    createdAtMs: 0,
    editedAtMs: null,
    deleted: false,
    reactions: [],
    ...changes,
  };
}

const entry = (...about: Parameters<typeof row>) => toTailEntry(roomId, row(...about));

function roomRow(version: number): RoomRow {
  return {
    roomId,
    workspaceId: 'workspace' as WorkspaceId,
    kind: 'channel',
    name: 'general',
    topic: null,
    visibility: 'public',
    version,
    settingsVersion: 0,
    floor: 0,
    sizeVersion: 0,
    epoch: 'epoch' as Epoch,
    lastSeq: version,
    memberCount: 1,
  };
}

/** Memory with one room at version 3, and reading over it with this store. */
function readingOver(store: Partial<ChatStore>) {
  const cache = new ChatCache({ tailBudgetBytes: 0 });
  const room = cache.addRoom(roomRow(3), [
    { roomId, accountId: ana, role: 'member', version: 0, joinedVersion: 0, left: false },
  ]);
  const history = new HistoryService({
    store: store as ChatStore,
    cache,
    people: { byId: () => undefined } as never,
    clock: new ManualClock(),
    pageBudgetBytes: 0,
  });
  return { cache, room, history };
}

/** A room with messages 1 to 3 by Bo, nothing of it in memory but the room; the store answers when it is told to. */
function roomBeingRead() {
  const asked: ((seqs: readonly number[]) => void)[] = [];
  const recentSeqs = () =>
    new Promise<{ seqs: readonly number[]; senders: readonly AccountId[] }>((resolve) => {
      asked.push((seqs) => resolve({ seqs, senders: seqs.map(() => bo) }));
    });
  const { cache, room, history } = readingOver({ recentSeqs });
  return {
    cache,
    room,
    asked,
    prepared: history.prepareUnread(ana),
    unread: () => history.unread(room, ana),
  };
}

test('I3 what is written and deleted while an unread index is read counts as it stands', async () => {
  const { cache, room, asked, prepared, unread } = roomBeingRead();
  // Read before the commits of which memory hears before the answer comes.
  cache.messageChanged(room, entry(2, { version: 4, deleted: true }));
  cache.messageCreated(room, entry(5));
  cache.messageCreated(room, entry(6));
  cache.messageCreated(room, entry(7));
  cache.messageChanged(room, entry(7, { version: 8, deleted: true }));
  asked[0]?.([1, 2, 3]);
  await prepared;
  // 1, 3, 5 and 6.
  assert.equal(unread(), 4);
  cache.messageCreated(room, entry(9));
  assert.equal(unread(), 5);
});

test('I3 an unread index that is ahead of memory is read again, and nothing is counted twice', async () => {
  const { cache, room, asked, prepared, unread } = roomBeingRead();
  asked[0]?.([1, 2, 3, 4]);
  while (asked.length < 2) await Promise.resolve();
  cache.messageCreated(room, entry(4));
  asked[1]?.([1, 2, 3, 4]);
  await prepared;
  assert.equal(unread(), 4);
});

test('I6 whoever was told more than memory knows yet goes on from there; the future is a reset', async () => {
  const { history } = readingOver({
    changesSince: ({ since }) =>
      Promise.resolve({
        room: roomRow(5),
        messages: [row(4), row(5)].filter(({ version }) => version > since),
        members: [],
        completeTo: 5,
      }),
  });
  const actor: AccountActor = {
    kind: 'account',
    accountId: ana,
    accountKind: 'guest',
    role: 'guest',
    sessionId: 'session' as SessionId,
    deviceId: 'device' as DeviceId,
  };
  const since = async (version: number) => {
    const answer = await history.sync({ rooms: [{ roomId, since: version }] }, actor);
    const { rooms } = JSON.parse(answer.parts.join('')) as Output<'chat.sync'>;
    return rooms.map((room) => ('changes' in room ? [room.head, room.changes.length, room.more] : 'reset'));
  };
  assert.deepEqual(await since(4), [[5, 1, false]]);
  assert.deepEqual(await since(5), [[5, 0, false]]);
  assert.deepEqual(await since(6), ['reset']);
});
