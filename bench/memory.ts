/**
 * Memory of a host with few idle clients, and of one with many rooms whose newest messages are all in memory.
 * Usage: `npm run bench -- memory [--clients 20] [--rooms 10000] [--messages 100] [--json FILE]`; messages are a room's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { TokenGrant } from '../src-shared/protocol/account/entities.ts';
import type { RoomId } from '../src-shared/base/ids.ts';
import { buildStale } from '../scripts/build.ts';
import { post, WireClient } from '../test/harness/wire-client.ts';
import { type BuiltHost, startBuiltHost } from './harness/built-host.ts';
import { filePageBytes, mebibytes, report, settledBytes } from './harness/figures.ts';
import { fillHost } from './harness/fill-host.ts';

/** Requests on their way at once: below what a connection may have in hand. */
const requestsAtOnce = 50;

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '20' },
    rooms: { type: 'string', default: '10000' },
    messages: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const missesName = 'hearth_tail_cache_misses';
const folder = mkdtempSync(path.join(tmpdir(), 'hearth-bench-memory-'));

try {
  await buildStale({ force: false });
  report('Memory', [...(await idleRows(Number(values.clients))), await roomsRow()], values.json);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function idleRows(clients: number) {
  await using host = await startBuiltHost(path.join(folder, 'idle'));
  const alone = mebibytes(await settledBytes(host.pid));
  const guests = await Promise.all(
    Array.from({ length: clients }, (_, index) => WireClient.guest(host.url, `Idle ${index}`)),
  );
  const together = mebibytes(await settledBytes(host.pid));
  const filePages = mebibytes(filePageBytes(host.pid));
  for (const guest of guests) guest[Symbol.dispose]();
  return [
    { host: 'empty, nobody connected', 'RSS MiB': alone },
    { host: `${clients} idle clients`, 'RSS MiB': together, 'of it file pages MiB': filePages },
  ];
}

/** Reads one message of each room, which brings the room's tail into memory; a second pass shows that all stayed. */
async function roomsRow() {
  const filling = { rooms: Number(values.rooms), messagesPerRoom: Number(values.messages) };
  const startedMs = performance.now();
  const roomIds = await fillHost(path.join(folder, 'rooms'), filling);
  console.log(`${filling.rooms} rooms filled in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  await using host = await startBuiltHost(path.join(folder, 'rooms'));
  const token = await claim(host);
  using owner = await WireClient.signedIn(host.url, token);
  const readMetrics = async () => {
    const response = await fetch(`${host.url}/metrics`, { headers: { Authorization: `Bearer ${token}` } });
    return response.text();
  };
  await touchAll(owner, roomIds);
  const before = await readMetrics();
  await touchAll(owner, roomIds);
  const metrics = await readMetrics();
  const settled = mebibytes(await settledBytes(host.pid));
  return {
    host: `${filling.rooms} rooms, ${filling.messagesPerRoom} messages each in memory`,
    'RSS MiB': settled,
    'of it file pages MiB': mebibytes(filePageBytes(host.pid)),
    'heap MiB': mebibytes(figure(metrics, 'hearth_nodejs_heap_size_used_bytes')),
    'external MiB': mebibytes(figure(metrics, 'hearth_nodejs_external_memory_bytes')),
    'tails MiB': mebibytes(figure(metrics, 'hearth_tail_cache_bytes')),
    'missed on second pass': figure(metrics, missesName) - figure(before, missesName),
    evicted: figure(metrics, 'hearth_tail_cache_evictions'),
  };
}

async function touchAll(client: WireClient, roomIds: readonly RoomId[]): Promise<void> {
  for (let start = 0; start < roomIds.length; start += requestsAtOnce) {
    await Promise.all(roomIds.slice(start, start + requestsAtOnce).map((roomId) => touch(client, roomId)));
    client.frames.length = 0;
  }
}

async function touch(client: WireClient, roomId: RoomId): Promise<void> {
  const page = await client.call('chat.history', { roomId, limit: 1 });
  if (page.messages.length !== 1) throw new Error(`room ${roomId} is empty`);
}

async function claim(host: BuiltHost): Promise<string> {
  const { status, body } = await post(host.url, 'account.claimOwner', {
    ticket: await host.claimCode(),
    hostName: 'Bench',
    username: 'owner',
    password: 'a long bench password',
  });
  if (status !== 200) throw new Error(`claiming was answered ${status}: ${JSON.stringify(body)}`);
  return (body as TokenGrant).accessToken;
}

function figure(metrics: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}
