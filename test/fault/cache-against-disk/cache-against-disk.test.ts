import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../../src-shared/base/assert.ts';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import { askRunningHost } from '../../../src-main/host/control.ts';
import { isLong, rounds } from '../../harness/long-form.ts';
import { startCommand } from '../../harness/spawned-host.ts';
import { joinAsGuest, WireClient } from '../../harness/wire-client.ts';
import { roomsByRows, type RowMessage } from './rooms-by-rows.ts';

/** Kills of one folder; then a new one, so that access tokens stay young and the recount short. */
const killsOfFolder = 25;
const people = ['Ana', 'Bo', 'Cai'];

/** One person's client through all the kills of a folder, and what was acknowledged to it. */
interface Writer {
  readonly name: string;
  readonly grant: TokenGrant;
  readonly acknowledged: Map<string, string>;
}

test('D12 P3 kill -9 between a commit and the caches: what is rebuilt is what the rows say', async (context) => {
  const kills = rounds({ short: 4, long: 500 });
  let acknowledged = 0;
  let cut = 0;
  const program = killedHost();
  for (let done = 0; done < kills; done += killsOfFolder) {
    const folder = mkdtempSync(path.join(tmpdir(), 'hearth-between-'));
    const writers: Writer[] = [];
    for (let round = 0; round <= Math.min(killsOfFolder, kills - done); round += 1) {
      const isLast = round === Math.min(killsOfFolder, kills - done);
      await using host = await startCommand(folder, {
        program: [program],
        environment: { HEARTH_KILL_AT_COMMIT: String(isLast ? 0 : randomInt(20, 70)) },
      });
      if (writers.length === 0) await joinAll(host.url, writers);
      else await compare(host.url, folder, writers);
      if (isLast) break;
      let isCut = false;
      void host.ended.then(() => {
        isCut = true;
      });
      await Promise.all(
        writers.map((writer) => writeUntilCut(host.url, writer, { round, isCut: () => isCut })),
      );
      assert.equal(await host.ended, undefined, 'it was killed, and did not end by itself');
      cut += 1;
    }
    context.diagnostic(`${cut} kills so far`);
    acknowledged += writers.reduce((sum, writer) => sum + writer.acknowledged.size, 0);
    rmSync(folder, { recursive: true });
  }
  context.diagnostic(`${cut} kills between commit and cache, ${acknowledged} acknowledged writes, none lost`);
  assert.equal(cut, kills);
  assert.ok(acknowledged > kills * 5);
});

/** From source, or for many starts as a bundle, which starts in half the time. */
function killedHost(): string {
  const source = (name: string) => path.join(import.meta.dirname, `${name}.ts`);
  if (!isLong) return source('killed-host');
  const outcome = spawnSync(
    'node_modules/.bin/esbuild',
    [
      source('killed-host'),
      source('killing-thread'),
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--outdir=dist/killed-host',
      '--external:better-sqlite3',
      '--external:@node-rs/argon2',
      "--banner:js=import { createRequire as c } from 'node:module'; const require = c(import.meta.url);",
    ],
    { encoding: 'utf8' },
  );
  assert.equal(outcome.status, 0, outcome.stderr);
  return 'dist/killed-host/killed-host.js';
}

async function joinAll(url: string, writers: Writer[]): Promise<void> {
  for (const name of people) {
    writers.push({ name, grant: await joinAsGuest(url, name), acknowledged: new Map() });
  }
}

/** Every kind of write that a cache follows, as fast as it is answered, until the host is gone. */
async function writeUntilCut(
  url: string,
  writer: Writer,
  { round, isCut }: { round: number; isCut: () => boolean },
): Promise<void> {
  const giveUpMs = performance.now() + 60_000;
  for (let turn = 0; !isCut(); turn += 1) {
    try {
      using client = await WireClient.signedIn(url, writer.grant.accessToken);
      const general = await generalRoom(client);
      const own = await ownRoom(client, `${writer.name} ${Math.floor(round / 5)}`);
      for (let number = 0; ; number += 1) {
        await writeOne(client, writer, {
          general,
          own,
          name: `${writer.name}-${round}-${turn}-${number}`,
          number,
        });
      }
    } catch (error) {
      // The kill cuts everything off; what was not answered may have happened or not. Anything else is tried again.
      if (performance.now() > giveUpMs) throw error;
      await sleep(20);
    }
  }
}

/** A kill between leaving and joining leaves a person outside. */
async function generalRoom(client: WireClient): Promise<RoomId> {
  const { rooms } = await client.call('chat.listRooms', {});
  const general = must(
    rooms.find((room) => room.name === 'general'),
    'the general room',
  );
  if (!general.joined) await client.call('chat.joinRoom', { roomId: general.roomId });
  return general.roomId;
}

async function ownRoom(client: WireClient, name: string): Promise<RoomId> {
  const found = client.hello?.rooms.find((room) => room.name === name);
  if (found) return found.roomId;
  const { room } = await client.call('chat.createRoom', { kind: 'channel', name, visibility: 'public' });
  return room.roomId;
}

interface Step {
  readonly general: RoomId;
  readonly own: RoomId;
  readonly name: string;
  readonly number: number;
}

async function writeOne(client: WireClient, writer: Writer, step: Step): Promise<void> {
  const { name, number } = step;
  const roomId = number % 3 === 0 ? step.own : step.general;
  const text = number % 4 === 1 ? `@Bo see ${name}` : name;
  const { message } = await client.call('chat.sendMessage', { roomId, text, nonce: name });
  const place = `${roomId} ${message.seq}`;
  writer.acknowledged.set(place, text);
  client.frames.length = 0;
  const { seq } = message;
  if (number % 5 === 1) {
    // From the asking on either text may stand.
    writer.acknowledged.delete(place);
    await client.call('chat.editMessage', { roomId, seq, text: `${text}, edited` });
    writer.acknowledged.set(place, `${text}, edited`);
  }
  if (number % 5 === 2) await client.call('chat.react', { roomId, seq, emoji: '🎉', on: true });
  if (number % 5 === 3) {
    writer.acknowledged.delete(place);
    await client.call('chat.deleteMessage', { roomId, seq });
    writer.acknowledged.set(place, '');
  }
  if (number % 5 === 4) await client.call('chat.markRead', { roomId, seq });
  if (number % 7 === 6) {
    await client.call('chat.leaveRoom', { roomId: step.general });
    await client.call('chat.joinRoom', { roomId: step.general });
  }
}

/** What every client is shown, against a recount from the rows; then the host's own comparison, with warm caches. */
async function compare(url: string, folder: string, writers: readonly Writer[]): Promise<void> {
  for (const writer of writers) {
    using client = await WireClient.signedIn(url, writer.grant.accessToken);
    const byRows = roomsByRows(folder, writer.grant.accountId);
    const { rooms } = await client.call('chat.listRooms', {});
    const shown = rooms.map(
      ({ roomId, version, lastSeq, memberCount, joined, unread, mentions, readSeq }) => ({
        roomId,
        version,
        lastSeq,
        memberCount,
        joined,
        ...(joined ? { unread, mentions, readSeq } : {}),
      }),
    );
    assert.deepEqual(
      shown.toSorted((a, b) => a.roomId.localeCompare(b.roomId)),
      byRows.map(({ messages: _messages, ...room }) => room),
    );
    const texts = new Map(
      byRows.flatMap(({ roomId, messages }) => messages.map(({ seq, text }) => [`${roomId} ${seq}`, text])),
    );
    for (const [place, text] of writer.acknowledged) assert.equal(texts.get(place), text, place);
    // Messages hold nothing personal: one reader's pages speak for all.
    if (writer !== writers[0]) continue;
    for (const { roomId, messages } of byRows) assert.deepEqual(await allMessages(client, roomId), messages);
  }
  assert.deepEqual(await askRunningHost(folder), []);
}

async function allMessages(client: WireClient, roomId: RoomId): Promise<RowMessage[]> {
  const found: RowMessage[] = [];
  for (let before: number | undefined; ; ) {
    const page = await client.call('chat.history', {
      roomId,
      limit: 100,
      ...(before === undefined ? {} : { before }),
    });
    found.unshift(
      ...page.messages.map(({ seq, version, text, deleted, reactions }) => ({
        seq,
        version,
        text,
        deleted: deleted === true,
        reactions: reactions.reduce((sum, { count }) => sum + count, 0),
      })),
    );
    if (!page.hasBefore) return found;
    before = must(page.messages[0], 'a message before which there are more').seq;
  }
}
