/**
 * The newest page of 50 messages from memory, over HTTP and over WebSocket, against fastify that answers with one
 * ready buffer of the same bytes: as fast as it goes, then (--per-second) at a steady pace, where times mean something.
 * Usage: npm run bench -- history [--seconds 4] [--per-second 5000]
 */
import { Agent, request } from 'node:http';
import fastify from 'fastify';
import { LoadClient } from './harness/load-client.ts';
import { hearthWords, startServer } from './harness/server-process.ts';

const flag = (name: string, fallback: number) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const seconds = flag('--seconds', 4);
const perSecond = flag('--per-second', 5000);
const lanes = 16;

if (process.argv.includes('--floor')) {
  const page = Buffer.from(process.env.PAGE ?? '{}');
  const server = fastify();
  server.post('/api/v1/chat/history', (_request, reply) => reply.type('application/json').send(page));

  const port = Number(new URL(await server.listen({ port: 0, host: '127.0.0.1' })).port);
  console.log(JSON.stringify({ listening: { port }, pid: process.pid }));
} else {
  await compare();
}

async function hammer(once: () => Promise<unknown>): Promise<{ perSecond: number; p99Ms: number }> {
  const times: number[] = [];
  let isOver = false;
  const startedMs = performance.now();
  const work = Array.from({ length: lanes }, async () => {
    while (!isOver) {
      const sentMs = performance.now();
      await once();
      times.push(performance.now() - sentMs);
    }
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  isOver = true;
  await Promise.all(work);
  const sorted = times.toSorted((a, b) => a - b);
  return {
    perSecond: (times.length / (performance.now() - startedMs)) * 1000,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

/**
 * Asks at a steady rate; the time of each runs from when it was due. One that finds every lane taken waits here and not
 * in the agent, whose queue stops for good when it is longer than its sockets for a while.
 */
async function pace(once: () => Promise<unknown>): Promise<{ perSecond: number; p99Ms: number }> {
  const times: number[] = [];
  const everyMs = 1000 / perSecond;
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1000;
  let unanswered = 0;
  async function ask(sinceMs: number): Promise<void> {
    unanswered += 1;
    await once();
    unanswered -= 1;
    times.push(performance.now() - sinceMs);
  }
  let dueMs = startedMs;
  for (let nowMs = startedMs; nowMs < endMs || unanswered > 0; nowMs = performance.now()) {
    for (; dueMs < Math.min(nowMs, endMs) && unanswered < lanes; dueMs += everyMs) void ask(dueMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const sorted = times.toSorted((a, b) => a - b);
  return {
    perSecond: (times.length / (performance.now() - startedMs)) * 1000,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

function post(agent: Agent, port: number, body: string, token: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${token}`,
      'Content-Length': Buffer.byteLength(body),
    };
    const asked = request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/api/v1/chat/history', headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

async function compare(): Promise<void> {
  const server = await startServer(hearthWords);
  const joined = await fetch(`http://127.0.0.1:${server.port}/api/v1/account/guest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ displayName: 'reader' }),
  });
  const { accessToken } = (await joined.json()) as { accessToken: string };
  const client = await LoadClient.connect(server.port, 'reader', { signIn: false, token: accessToken });
  for (let number = 0; number < 120; number += 1) {
    await client.ask('chat.sendMessage', {
      roomId: client.roomId,
      text: `${number} ${'x'.repeat(120)}`,
      nonce: `n${number}`,
    });
  }
  const body = JSON.stringify({ roomId: client.roomId });
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const page = await post(agent, server.port, body, accessToken);
  const floorServer = await startFloor(page);
  const ways = {
    'fastify, ready buffer': () => post(agent, floorServer.port, body, accessToken),
    'hearth over HTTP': () => post(agent, server.port, body, accessToken),
    'hearth over WebSocket': () => client.ask('chat.history', { roomId: client.roomId }),
  };
  const [floor, http, socket] = [
    await hammer(ways['fastify, ready buffer']),
    await hammer(ways['hearth over HTTP']),
    await hammer(ways['hearth over WebSocket']),
  ];
  for (const [name, figures] of Object.entries({
    'fastify, ready buffer': floor,
    'hearth over HTTP': http,
    'hearth over WebSocket': socket,
    'fastify, paced': await pace(ways['fastify, ready buffer']),
    'hearth over HTTP, paced': await pace(ways['hearth over HTTP']),
    'hearth over WebSocket, paced': await pace(ways['hearth over WebSocket']),
  })) {
    console.log(
      `${name.padEnd(30)} ${Math.round(figures.perSecond).toLocaleString('en')} pages/s  p99 ${figures.p99Ms.toFixed(2)} ms`,
    );
  }
  console.log(
    `page of ${page.length} bytes; hearth / floor over HTTP ${(http.perSecond / floor.perSecond).toFixed(2)} x, over WebSocket ${(socket.perSecond / floor.perSecond).toFixed(2)} x`,
  );
  agent.destroy();
  client.close();
  await server.stop();
  await floorServer.stop();
}

async function startFloor(page: string) {
  process.env.PAGE = page;
  return startServer(['bench/history.ts', '--floor']);
}
