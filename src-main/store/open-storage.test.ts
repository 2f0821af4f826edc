import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { AccountId, DeviceId, Epoch, RoomId, SessionId } from '../../src-shared/base/ids.ts';
import { silentLog } from '../../src-shared/base/log.ts';
import { type ChatStore, chatStoreDefinition, type Writer } from '../components/chat/chat-store.ts';
import { openDataFolder } from './data-folder.ts';
import { openStorage } from './open-storage.ts';

const threadUrl = new URL('../host/storage-thread.ts', import.meta.url);
const writer: Writer = {
  kind: 'account',
  accountId: 'ana' as AccountId,
  accountKind: 'member',
  role: 'member',
  sessionId: 's' as SessionId,
  deviceId: 'd' as DeviceId,
};

async function withStore(use: (store: ChatStore, reopen: () => Promise<ChatStore>) => Promise<void>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-storage-'));
  const lock = openDataFolder(folder, silentLog);
  const options = {
    folder,
    threadUrl,
    log: silentLog,
    ballastBytes: 1024,
    minimumFreeBytes: 0,
    onCommit() {},
  };
  let storage = await openStorage(options);
  try {
    await use(storage.open(chatStoreDefinition), async () => {
      await storage.close();
      storage = await openStorage(options);
      return storage.open(chatStoreDefinition);
    });
  } finally {
    await storage.close();
    lock.close();
    rmSync(folder, { recursive: true });
  }
}

async function makeRoom(store: ChatStore): Promise<RoomId> {
  const created = await store.createRoom({
    writer,
    roomId: 'room' as RoomId,
    workspaceId: 'home' as never,
    kind: 'channel',
    name: 'maps',
    nameKey: 'maps',
    topic: null,
    visibility: 'public',
    memberIds: [],
    epoch: 'e' as Epoch,
    atMs: 1,
    scope: null,
  });
  assert.ok('room' in created);
  return created.room.roomId;
}

const send = (store: ChatStore, roomId: RoomId, nonce: string, text = nonce) =>
  store.sendMessage({ writer, roomId, text, nonce, replyTo: null, mentions: [], atMs: 2 });

test('P5 messages of one group commit take rising, gap-free versions in the order of their jobs', async () => {
  await withStore(async (store) => {
    const roomId = await makeRoom(store);
    const sent = await Promise.all(
      Array.from({ length: 500 }, (_, index) => send(store, roomId, `n${index}`)),
    );
    const seqs = sent.map((answer) => ('seq' in answer ? answer.seq : -1));
    assert.deepEqual(
      seqs,
      Array.from({ length: 500 }, (_, index) => index + 3),
    );
  });
});

test('P4 a repeated nonce returns the first message, after a restart too; other content is a conflict', async () => {
  await withStore(async (store, reopen) => {
    const roomId = await makeRoom(store);
    const first = await send(store, roomId, 'once', 'hello');
    const again = await send(await reopen(), roomId, 'once', 'hello');
    assert.ok('seq' in first && 'seq' in again);
    assert.equal(again.seq, first.seq);
    assert.equal(again.existing?.text, 'hello');
  });
  await withStore(async (store) => {
    const roomId = await makeRoom(store);
    await send(store, roomId, 'once', 'hello');
    const other = await send(store, roomId, 'once', 'something else');
    assert.deepEqual('refused' in other && other.refused, 'conflict');
  });
});

test('a function that throws undoes itself alone', async () => {
  await withStore(async (store) => {
    const roomId = await makeRoom(store);
    const results = await Promise.allSettled([
      send(store, roomId, 'a'),
      store.importMessages({ roomId: 'nowhere' as RoomId, lines: [], formerMemberIds: [] }),
      send(store, roomId, 'b'),
    ]);
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const history = await store.history({ roomId, before: null, after: null, limit: 10 });
    assert.deepEqual(
      history.map((message) => message.text),
      ['a', 'b'],
    );
  });
});

test('sends, joins and marks of one group see each other in the order of their jobs', async () => {
  await withStore(async (store, reopen) => {
    const roomId = await makeRoom(store);
    const reader = 'ben' as AccountId;
    const join = {
      writer: { ...writer, accountId: reader },
      roomId,
      accountId: reader,
      bySelf: true,
      atMs: 3,
    };
    const bySecond = { roomId, text: 'hi', nonce: 'hi', replyTo: null, mentions: [], atMs: 4 };
    const [first, early, joined, second, own, last] = await Promise.all([
      send(store, roomId, 'a'),
      store.sendMessage({ ...bySecond, writer: join.writer }),
      store.addMember(join),
      store.sendMessage({ ...bySecond, writer: join.writer }),
      store.markRead({ accountId: writer.accountId, roomId, seq: 0, back: false }),
      send(store, roomId, 'b'),
    ]);
    assert.ok('seq' in first && 'refused' in early && 'member' in joined && 'seq' in second && 'seq' in last);
    assert.equal(joined.member.version, first.seq + 1);
    assert.equal(second.seq, first.seq + 2);
    assert.equal(own.seq, first.seq);
    assert.equal(last.seq, first.seq + 3);
    const [room] = await (await reopen()).loadRooms(null);
    assert.deepEqual([room?.version, room?.lastSeq], [last.seq, last.seq]);
  });
});

test('D12 sync gives each changed row once, in rising version, as it is now', async () => {
  await withStore(async (store) => {
    const roomId = await makeRoom(store);
    for (const nonce of ['a', 'b', 'c']) await send(store, roomId, nonce);
    const change = { writer, roomId, atMs: 3, scope: null };
    await store.editMessage({ ...change, seq: 3, text: 'A', mentions: [] });
    await store.react({ ...change, seq: 4, emoji: '🎉', on: true });
    await store.deleteMessage({ ...change, seq: 5 });
    const changes = await store.changesSince({ roomId, since: 2, limit: 500, withMembers: true });
    assert.deepEqual(
      changes?.messages.map((message) => [message.version, message.seq, message.text, message.deleted]),
      [
        [6, 3, 'A', false],
        [7, 4, 'b', false],
        [8, 5, '', true],
      ],
    );
    assert.equal(changes?.completeTo, 8);
    assert.deepEqual(await store.verifyRooms(null), []);
  });
});
