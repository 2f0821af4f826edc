import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '../../../src-shared/base/assert.ts';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Output } from '../../../src-shared/protocol/registry.ts';
import { assertClean, History } from '../../harness/history-checker.ts';
import { LeanClient } from '../../harness/lean-client.ts';
import { placedOnDisk } from '../../harness/read-messages.ts';
import { runRandom, type SeededRandom } from '../../harness/seeded-random.ts';
import { startTestHost, type TestHost } from '../../harness/test-host.ts';
import { joinAsGuest, post } from '../../harness/wire-client.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';
const roomCount = 10;
const writerCount = 50;
const messageCount = isLong ? 100_000 : 2_000;
/** Messages that one writer has unanswered at once. */
const lanes = 2;

interface Member {
  readonly name: string;
  readonly token: string;
  readonly client: LeanClient;
}

test('I4 P5 fifty writers in ten rooms over HTTP and WebSocket: one order for every reader, no version missing', async (context) => {
  const random = runRandom(context);
  await using host = await startTestHost();
  const readers = await startMembers(host.url, 'reader', 3);
  const roomIds = await makeRooms(must(readers[0], 'a reader'));
  const writers = await startMembers(host.url, 'writer', writerCount);
  for (const { client } of [...readers, ...writers]) {
    await Promise.all(roomIds.map((roomId) => client.call('chat.joinRoom', { roomId })));
  }
  const history = new History();
  const gaps: string[] = [];
  for (const reader of readers) await watch(reader, { history, roomIds, gaps });
  const poller = await startPoller(must(readers[0], 'a reader'), { history, roomIds, url: host.url });

  const startedMs = performance.now();
  await Promise.all(
    writers.flatMap((writer) =>
      Array.from({ length: lanes }, (_, lane) =>
        writeAll(writer, {
          url: host.url,
          history,
          random,
          roomIds,
          lane,
          count: Math.floor(messageCount / writerCount / lanes),
        }),
      ),
    ),
  );
  const perSecond = Math.round(messageCount / ((performance.now() - startedMs) / 1000));
  await poller.finish();
  // A reader's reply stands behind every event published before it.
  for (const { client } of readers) await client.call('chat.listRooms', {});
  for (const roomId of roomIds) {
    const placed = placedOnDisk(host.folder, roomId);
    history.end(roomId, placed);
    const pages = await wholeHistory(must(readers[1], 'a reader'), { roomId, url: host.url });
    for (const messages of pages) {
      assert.deepEqual(
        messages.map(({ seq, text }) => ({ seq, value: text })),
        placed,
      );
    }
  }
  const report = assertClean(history, 'i4');
  context.diagnostic(
    `${report.checked.acknowledged} messages at ${perSecond}/s, seen ${report.checked.observed} times by ${report.checked.readers} readers of a room`,
  );
  assert.equal(report.checked.acknowledged, messageCount);
  assert.deepEqual(gaps, []);
  assert.deepEqual(await host.host.verify(), []);
  for (const { client } of [...readers, ...writers]) client.socket.terminate();
});

async function startMembers(url: string, kind: string, count: number): Promise<Member[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `${kind} ${index}`;
      const { accessToken } = await joinAsGuest(url, name);
      return { name, token: accessToken, client: await LeanClient.signedIn(url, accessToken) };
    }),
  );
}

function makeRooms({ client }: Member): Promise<RoomId[]> {
  return Promise.all(
    Array.from({ length: roomCount }, async (_, index) => {
      const { room } = await client.call('chat.createRoom', {
        kind: 'channel',
        name: `order ${index}`,
        visibility: 'public',
      });
      return room.roomId;
    }),
  );
}

/** Writes down every message event, and every version that did not follow the one before it. */
async function watch(
  { name, client }: Member,
  options: { history: History; roomIds: readonly RoomId[]; gaps: string[] },
): Promise<void> {
  const { history, gaps } = options;
  const versions = new Map<RoomId, number>();
  const { rooms } = await client.call('chat.listRooms', {});
  for (const { roomId, version, lastSeq } of rooms) {
    if (!options.roomIds.includes(roomId)) continue;
    versions.set(roomId, version);
    history.watch({ reader: name, room: roomId, afterSeq: lastSeq });
  }
  client.onEvent = (event) => {
    if (event.event !== 'chat.messageCreated') return;
    const { roomId, seq, version, text } = event.data.message;
    const before = versions.get(roomId);
    if (before === undefined) return;
    if (version !== before + 1 || seq !== version) {
      gaps.push(`${name} got version ${version} and seq ${seq} after version ${before} in ${roomId}`);
    }
    versions.set(roomId, version);
    history.observe({ reader: name, room: roomId, seq, value: text });
  };
}

/** A reader that has no events at all: it asks by HTTP what changed since the version that it knows. */
async function startPoller(
  { client, token }: Member,
  options: { history: History; roomIds: readonly RoomId[]; url: string },
) {
  const { history, roomIds, url } = options;
  const known = new Map<RoomId, number>();
  const { rooms } = await client.call('chat.listRooms', {});
  for (const { roomId, version, lastSeq } of rooms) {
    if (!roomIds.includes(roomId)) continue;
    known.set(roomId, version);
    history.watch({ reader: 'poller', room: roomId, afterSeq: lastSeq });
  }
  async function poll(): Promise<boolean> {
    const asked = [...known].map(([roomId, since]) => ({ roomId, since }));
    const { status, body } = await post(url, 'chat.sync', { rooms: asked }, token);
    assert.equal(status, 200);
    let isBehind = false;
    for (const room of (body as Output<'chat.sync'>).rooms) {
      assert.ok('changes' in room, JSON.stringify(room));
      for (const { message } of room.changes) {
        assert.ok(message);
        assert.equal(message.roomId, room.roomId);
        history.observe({ reader: 'poller', room: room.roomId, seq: message.seq, value: message.text });
        known.set(room.roomId, message.version);
      }
      isBehind ||= room.more || room.changes.length > 0;
    }
    return isBehind;
  }
  let isOver = false;
  const polling = (async () => {
    while (!isOver) await poll();
  })();
  return {
    async finish() {
      isOver = true;
      await polling;
      while (await poll());
    },
  };
}

interface WriteOptions {
  readonly url: string;
  readonly history: History;
  readonly random: SeededRandom;
  readonly roomIds: readonly RoomId[];
  readonly lane: number;
  readonly count: number;
}

/** One after the other, each by either way into any room: what a writer sends later must stand later. */
async function writeAll({ name, token, client }: Member, options: WriteOptions): Promise<void> {
  const { url, history, random, roomIds, lane, count } = options;
  for (let number = 0; number < count; number += 1) {
    const value = `${name}-${lane}-${number}`;
    const roomId = random.pick(roomIds);
    const about = { client: name, room: roomId, value };
    const data = { roomId, text: value, nonce: value };
    history.invoke(about);
    let message: Message;
    if (random.next() < 0.5) {
      ({ message } = await client.call('chat.sendMessage', data));
    } else {
      const { status, body } = await post(url, 'chat.sendMessage', data, token);
      assert.equal(status, 200);
      ({ message } = body as Output<'chat.sendMessage'>);
    }
    history.ok({ ...about, seq: message.seq });
  }
}

/** A whole room, paged backwards over WebSocket and forwards over HTTP. */
async function wholeHistory(
  { client, token }: Member,
  { roomId, url }: { roomId: RoomId; url: TestHost['url'] },
): Promise<readonly (readonly Message[])[]> {
  const limit = limits.historyMessages;
  const backwards: Message[] = [];
  for (let before: number | undefined; ; before = backwards[0]?.seq) {
    const page = await client.call('chat.history', {
      roomId,
      limit,
      ...(before === undefined ? {} : { before }),
    });
    backwards.unshift(...page.messages);
    if (!page.hasBefore) break;
  }
  const forwards: Message[] = [];
  for (let after = 0; ; after = forwards.at(-1)?.seq ?? 0) {
    const { body } = await post(url, 'chat.history', { roomId, limit, after }, token);
    const page = body as Output<'chat.history'>;
    forwards.push(...page.messages);
    if (!page.hasAfter) break;
  }
  return [backwards, forwards];
}
