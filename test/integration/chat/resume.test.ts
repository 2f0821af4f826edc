import assert from 'node:assert/strict';
import { test } from 'node:test';
import { must } from '../../../src-shared/base/assert.ts';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { Change, Message } from '../../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Output } from '../../../src-shared/protocol/registry.ts';
import { LeanClient } from '../../harness/lean-client.ts';
import { runRandom, type SeededRandom } from '../../harness/seeded-random.ts';
import { startTestHost, type TestHost } from '../../harness/test-host.ts';
import { joinAsGuest, post } from '../../harness/wire-client.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';

type Synced = Output<'chat.sync'>['rooms'][number];
type Ask = (input: unknown) => Promise<{ status: number; rooms: readonly Synced[]; text: string }>;

/** Asks for the same by either way. */
function askers(host: TestHost, client: LeanClient, token: string): readonly Ask[] {
  return [
    async (input) => {
      const reply = await client.askAnything('chat.sync', input);
      const text = JSON.stringify(reply);
      if (!reply.ok) return { status: 400, rooms: [], text };
      return { status: 200, rooms: (reply.data as Output<'chat.sync'>).rooms, text };
    },
    async (input) => {
      const { status, body } = await post(host.url, 'chat.sync', input as object, token);
      const text = JSON.stringify(body);
      return { status, rooms: status === 200 ? (body as Output<'chat.sync'>).rooms : [], text };
    },
  ];
}

/** A room with sends, edits, deletions and reactions, and what it must look like since any version. */
interface FilledRoom {
  readonly roomId: RoomId;
  /** The version at which the asker came; before it there is nothing to resume from. */
  readonly joinedVersion: number;
  readonly head: number;
  readonly messages: ReadonlyMap<number, Message>;
  /** Part of every text of the room, and of no other. */
  readonly mark: string;
}

async function fillRoom(
  client: LeanClient,
  options: { mark: string; changes: number; random: SeededRandom },
): Promise<FilledRoom> {
  const { mark, changes, random } = options;
  const { room } = await client.call('chat.createRoom', { kind: 'group', name: mark, visibility: 'private' });
  const { roomId } = room;
  const messages = new Map<number, Message>();
  let head = room.version;
  for (let number = 0; number < changes; number += 1) {
    const alive = [...messages.values()].filter((message) => !message.deleted);
    const dice = alive.length === 0 ? 0 : random.next();
    const { seq } = alive.length === 0 ? { seq: 0 } : random.pick(alive);
    const answer =
      dice < 0.6
        ? await client.call('chat.sendMessage', {
            roomId,
            text: `${mark} ${number}`,
            nonce: `${mark}-${number}`,
          })
        : dice < 0.8
          ? await client.call('chat.editMessage', { roomId, seq, text: `${mark} edited ${number}` })
          : dice < 0.9
            ? await client.call('chat.react', { roomId, seq, emoji: '🎉', on: random.next() < 0.7 })
            : await client.call('chat.deleteMessage', { roomId, seq });
    messages.set(answer.message.seq, answer.message);
    head = Math.max(head, answer.message.version);
  }
  return { roomId, joinedVersion: room.version, head, messages, mark };
}

function expectedSince({ messages }: FilledRoom, since: number): Message[] {
  return [...messages.values()]
    .filter((message) => message.version > since)
    .toSorted((a, b) => a.version - b.version);
}

/** Follows `more` until nothing is left. */
async function replay(ask: Ask, start: { roomId: RoomId; since: number }): Promise<Change[] | 'reset'> {
  const changes: Change[] = [];
  let { since } = start;
  for (let round = 0; round < 100; round += 1) {
    const { status, rooms } = await ask({ rooms: [{ roomId: start.roomId, since }] });
    assert.equal(status, 200);
    const room = must(rooms[0], 'an answer');
    assert.equal(room.roomId, start.roomId);
    if ('reset' in room) return 'reset';
    assert.ok('changes' in room);
    changes.push(...room.changes);
    if (!room.more) return changes;
    since = must(room.changes.at(-1)?.message?.version, 'a version to go on from');
  }
  throw new Error('the host always has more');
}

test('I6 P6 resuming from any version gives exactly what changed since, or says that it cannot', async (context) => {
  const random = runRandom(context);
  await using host = await startTestHost();
  const { accessToken } = await joinAsGuest(host.url, 'Ana');
  using ana = await LeanClient.signedIn(host.url, accessToken);
  const room = await fillRoom(ana, { mark: 'amber', changes: isLong ? 5000 : 150, random });
  const other = await fillRoom(ana, { mark: 'cobalt', changes: isLong ? 9000 : 260, random });
  const { joinedVersion, head } = room;
  const versions = [
    joinedVersion,
    head - 1,
    head,
    Math.min(other.head, head),
    other.joinedVersion,
    ...Array.from(
      { length: isLong ? 1000 : 60 },
      () => joinedVersion + random.below(head - joinedVersion + 1),
    ),
  ];
  for (const ask of askers(host, ana, accessToken)) {
    for (const since of versions) {
      const changes = await replay(ask, { roomId: room.roomId, since });
      assert.notEqual(changes, 'reset', `since ${since}`);
      const messages = typeof changes === 'string' ? [] : changes.map((change) => change.message);
      assert.deepEqual(messages, expectedSince(room, since), `since ${since}`);
    }
    // Before the room was one’s own, and in the future: nothing to go on from.
    for (const since of [joinedVersion - 1, head + 1, other.head, Number.MAX_SAFE_INTEGER]) {
      assert.equal(await replay(ask, { roomId: room.roomId, since }), 'reset', `since ${since}`);
    }
  }
});

test('I6 a version that is none is refused with 400 on either way', async () => {
  await using host = await startTestHost();
  const { accessToken } = await joinAsGuest(host.url, 'Ana');
  using ana = await LeanClient.signedIn(host.url, accessToken);
  const [general] = (await ana.hello).rooms;
  const roomId = must(general, 'general').roomId;
  const none = [-1, -(2 ** 53), 2 ** 53, 2 ** 63, 1e300, 0.5, '1', null, [1], { since: 1 }, true];
  const inputs = [
    ...none.map((since) => ({ rooms: [{ roomId, since }] })),
    { rooms: [{ roomId }] },
    { rooms: [{ since: 0 }] },
    { rooms: [{ roomId: 7, since: 0 }] },
    { rooms: [{ roomId: '', since: 0 }] },
    { rooms: [{ roomId, since: 0, epoch: '' }] },
    { rooms: Array.from({ length: limits.syncRooms + 1 }, () => ({ roomId, since: 0 })) },
    { rooms: { roomId, since: 0 } },
    {},
  ];
  for (const ask of askers(host, ana, accessToken)) {
    for (const input of inputs) {
      const { status, text } = await ask(input);
      assert.equal(status, 400, JSON.stringify(input));
      assert.match(text, /"bad_request"/);
    }
  }
});

test('I6 P8 never another room’s data: not a stranger’s room, not by another room’s version or epoch', async (context) => {
  const random = runRandom(context);
  await using host = await startTestHost();
  const { accessToken } = await joinAsGuest(host.url, 'Ana');
  using ana = await LeanClient.signedIn(host.url, accessToken);
  using bo = await LeanClient.signedIn(host.url, (await joinAsGuest(host.url, 'Bo')).accessToken);
  const amber = await fillRoom(ana, { mark: 'amber', changes: 60, random });
  const cobalt = await fillRoom(ana, { mark: 'cobalt', changes: 90, random });
  const secret = await fillRoom(bo, { mark: 'secret', changes: 60, random });
  const { rooms } = await ana.call('chat.listRooms', {});
  const epochOf = (roomId: RoomId) =>
    must(
      rooms.find((room) => room.roomId === roomId),
      'the room',
    ).epoch;
  const anaId = (await ana.hello).account.accountId;
  await bo.call('chat.addMember', { roomId: secret.roomId, accountId: anaId });
  await bo.call('chat.removeMember', { roomId: secret.roomId, accountId: anaId });

  for (const ask of askers(host, ana, accessToken)) {
    const hidden = [
      { roomId: secret.roomId, since: 0 },
      { roomId: secret.roomId, since: secret.joinedVersion },
      { roomId: secret.roomId, since: amber.head },
      { roomId: secret.roomId, since: Number.MAX_SAFE_INTEGER },
      { roomId: 'no-such-room', since: 0 },
      { roomId: secret.roomId.toUpperCase(), since: 0 },
      { roomId: secret.roomId, since: 5, epoch: epochOf(amber.roomId) },
    ];
    const { rooms: answers, text } = await ask({ rooms: hidden });
    assert.deepEqual(
      answers,
      hidden.map(({ roomId }) => ({ roomId, gone: true })),
    );
    assert.ok(!text.includes('secret'));

    // All of it in one question, rooms twice and crossed: each answer holds its own room’s messages and no others.
    const crossed = [
      { roomId: amber.roomId, since: amber.joinedVersion },
      { roomId: secret.roomId, since: amber.joinedVersion },
      { roomId: cobalt.roomId, since: amber.head },
      { roomId: amber.roomId, since: amber.head - 1 },
      { roomId: cobalt.roomId, since: cobalt.joinedVersion, epoch: epochOf(cobalt.roomId) },
      { roomId: amber.roomId, since: amber.joinedVersion, epoch: 'another' },
    ];
    const { rooms: mixed } = await ask({ rooms: crossed });
    assert.deepEqual(
      mixed.map(({ roomId }) => roomId),
      crossed.map(({ roomId }) => roomId),
    );
    for (const [index, answer] of mixed.entries()) {
      const asked = must(crossed[index], 'a question');
      const owner = asked.roomId === amber.roomId ? amber : cobalt;
      if (!('changes' in answer)) continue;
      assert.deepEqual(
        answer.changes.map((change) => change.message),
        expectedSince(owner, asked.since),
      );
    }
    assert.deepEqual(
      mixed.map((answer) => ('changes' in answer ? 'changes' : 'gone' in answer ? 'gone' : 'reset')),
      ['changes', 'gone', 'changes', 'changes', 'changes', 'reset'],
    );
  }
});
