import { must } from '../../src-shared/base/assert.ts';
import type { AccountId, RoomId } from '../../src-shared/base/ids.ts';
import { silentLog } from '../../src-shared/base/log.ts';
import { createHost } from '../../src-main/host/create-host.ts';
import { Refusal } from '../../src-main/kernel/hearth-error.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { testConfig } from '../../test/harness/test-host.ts';

/** Rooms made or filled at once: enough for large commits, few enough for the writer's queue. */
const roomsAtOnce = 50;
const linesAtOnce = 2000;
const peopleCount = 500;
const words =
  'the of and to in we have it that for you with on this are not be as but from at or if by can so will one all about when which more up out some time just into could them now like then only other its new good what get make over think also back after use two how our work first way even want because any these give day most'.split(
    ' ',
  );

export interface Filling {
  readonly rooms: number;
  readonly messagesPerRoom: number;
}

/**
 * Fills a data folder through the product's own import: public rooms with messages of 20 to 240 characters by 500
 * people. The same call makes the same texts.
 */
export async function fillHost(folder: string, { rooms, messagesPerRoom }: Filling): Promise<RoomId[]> {
  const host = await createHost({
    config: { ...testConfig, dataFolder: folder },
    clock: systemClock,
    log: silentLog,
    staticFiles: new Map(),
    storageThreadUrl: new URL('../../src-main/host/storage-thread.ts', import.meta.url),
  });
  try {
    const names = Array.from({ length: peopleCount }, (_, index) => `person${index}`);
    const people = [...(await host.account.importPeople(names, 'bench')).values()];
    const roomIds: RoomId[] = [];
    for (let start = 0; start < rooms; start += roomsAtOnce) {
      const chunk = Array.from({ length: Math.min(roomsAtOnce, rooms - start) }, async (_, index) => {
        const roomId = await host.chat.ensureImportRoom(`load ${start + index + 1}`);
        if (roomId instanceof Refusal) throw new Error(roomId.message);
        await fillRoom(host, { roomId, messagesPerRoom, people, seed: start + index });
        return roomId;
      });
      roomIds.push(...(await Promise.all(chunk)));
    }
    return roomIds;
  } finally {
    await host.lifetime.close();
  }
}

async function fillRoom(
  host: Pick<Awaited<ReturnType<typeof createHost>>, 'chat'>,
  room: { roomId: RoomId; messagesPerRoom: number; people: readonly AccountId[]; seed: number },
): Promise<void> {
  const next = randomNumbers(room.seed + 1);
  for (let start = 0; start < room.messagesPerRoom; start += linesAtOnce) {
    const size = Math.min(linesAtOnce, room.messagesPerRoom - start);
    await host.chat.importMessages({
      roomId: room.roomId,
      lines: Array.from({ length: size }, (_, index) => ({
        accountId: must(room.people[next(room.people.length)], 'a person'),
        text: sentence(next),
        createdAtMs: 1_700_000_000_000 + (start + index) * 1000,
        sourceFile: `bench-${room.seed}`,
        sourceLine: start + index,
      })),
      formerMemberIds: [],
    });
  }
}

function sentence(next: (below: number) => number): string {
  let text = '';
  const characters = 20 + next(200);
  while (text.length < characters) text += `${words[next(words.length)]} `;
  return text;
}

/** A small generator (mulberry32), so that two runs measure the same texts. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
