/**
 * How long a host with a long history takes from its process's beginning to serving, beside an empty one.
 * Usage: `npm run bench -- start [--messages 1000000] [--rooms 20] [--runs 3] [--json FILE]`.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { must } from '../src-shared/base/assert.ts';
import type { RoomId } from '../src-shared/base/ids.ts';
import { buildStale } from '../scripts/build.ts';
import { WireClient } from '../test/harness/wire-client.ts';
import { startBuiltHost } from './harness/built-host.ts';
import { mebibytes, median, report, residentBytes } from './harness/figures.ts';
import { fillHost } from './harness/fill-host.ts';

interface Start {
  readonly listenMs: number;
  readonly helloMs: number;
  readonly pageMs: number;
  readonly residentBytes: number;
}

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    rooms: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const rooms = Number(values.rooms);
const messagesPerRoom = Math.ceil(Number(values.messages) / rooms);
const folder = mkdtempSync(path.join(tmpdir(), 'hearth-bench-start-'));

try {
  await buildStale({ force: false });
  const filledMs = performance.now();
  const [firstRoom] = await fillHost(path.join(folder, 'full'), { rooms, messagesPerRoom });
  const messages = rooms * messagesPerRoom;
  const fillSeconds = (performance.now() - filledMs) / 1000;
  console.log(
    `${messages} messages in ${rooms} rooms imported in ${fillSeconds.toFixed(1)} s (${Math.round(messages / fillSeconds)}/s)`,
  );
  await fillHost(path.join(folder, 'empty'), { rooms: 0, messagesPerRoom: 0 });
  const empty: Start[] = [];
  const full: Start[] = [];
  for (let run = 0; run < Number(values.runs); run += 1) {
    empty.push(await start(path.join(folder, 'empty'), undefined));
    full.push(await start(path.join(folder, 'full'), must(firstRoom, 'a filled room')));
  }
  report(
    'Start to serving (medians; page: the 50 newest of one room)',
    [row('empty', empty), row(`${messages} messages`, full)],
    values.json,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One start, seen by somebody who joins at once and looks into a room. */
async function start(dataFolder: string, roomId: RoomId | undefined): Promise<Start> {
  await using host = await startBuiltHost(dataFolder);
  using client = await WireClient.guest(host.url, `Early ${randomUUID().slice(0, 8)}`);
  const helloMs = performance.now() - host.startedMs;
  const page = await client.call('chat.history', { roomId: roomId ?? client.generalId });
  if (roomId !== undefined && page.messages.length !== 50) throw new Error('the page is not full');
  const pageMs = performance.now() - host.startedMs;
  return { listenMs: host.listenMs, helloMs, pageMs, residentBytes: residentBytes(host.pid) };
}

function row(name: string, starts: readonly Start[]) {
  const middle = (pick: (start: Start) => number) => Math.round(median(starts.map(pick)));
  return {
    host: name,
    'listening ms': middle((one) => one.listenMs),
    'first hello ms': middle((one) => one.helloMs),
    'first page ms': middle((one) => one.pageMs),
    'worst page ms': Math.round(Math.max(...starts.map((one) => one.pageMs))),
    'RSS MiB': mebibytes(middle((one) => one.residentBytes)),
  };
}
