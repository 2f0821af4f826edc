import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId, Epoch, RoomId, WorkspaceId } from '../../../src-shared/base/ids.ts';
import { ManualClock } from '../../../test/harness/manual-clock.ts';
import { ChatCache } from './chat-cache.ts';
import type { ChatStore } from './chat-store.ts';
import { HistoryService } from './history-service.ts';
import { toTailEntry } from './message-tail.ts';

const roomId = 'room' as RoomId;
const ana = 'ana' as AccountId;
const bo = 'bo' as AccountId;

function entry(seq: number, changes: { version?: number; deleted?: boolean } = {}) {
  return toTailEntry(roomId, {
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
  });
}

/** A room with messages 1 to 3 by Bo, nothing of it in memory but the room; the store answers when it is told to. */
function roomBeingRead() {
  const cache = new ChatCache({ tailBudgetBytes: 0 });
  const room = cache.addRoom(
    {
      roomId,
      workspaceId: 'workspace' as WorkspaceId,
      kind: 'channel',
      name: 'general',
      topic: null,
      visibility: 'public',
      version: 3,
      settingsVersion: 0,
      floor: 0,
      sizeVersion: 0,
      epoch: 'epoch' as Epoch,
      lastSeq: 3,
      memberCount: 1,
    },
    [{ roomId, accountId: ana, role: 'member', version: 0, joinedVersion: 0, left: false }],
  );
  const asked: ((seqs: readonly number[]) => void)[] = [];
  const recentSeqs = () =>
    new Promise<{ seqs: readonly number[]; senders: readonly AccountId[] }>((resolve) => {
      asked.push((seqs) => resolve({ seqs, senders: seqs.map(() => bo) }));
    });
  const history = new HistoryService({
    store: { recentSeqs } as unknown as ChatStore,
    cache,
    people: { byId: () => undefined } as never,
    clock: new ManualClock(),
    pageBudgetBytes: 0,
  });
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
