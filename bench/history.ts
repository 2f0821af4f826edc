/**
 * The newest page of 50 messages from memory, over HTTP and over WebSocket, against fastify that answers with one
 * ready buffer of the same bytes. Usage: npm run bench -- history [--seconds 4]
 */
import { Agent, request } from 'node:http';
import fastify from 'fastify';
import { LoadClient } from './harness/load-client.ts';
import { hearthWords, startServer } from './harness/server-process.ts';

const at = process.argv.indexOf('--seconds');
const seconds = at < 0 ? 4 : Number(process.argv[at + 1]);
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
  const floor = await hammer(() => post(agent, floorServer.port, body, accessToken));
  const http = await hammer(() => post(agent, server.port, body, accessToken));
  const socket = await hammer(() => client.ask('chat.history', { roomId: client.roomId }));
  for (const [name, figures] of Object.entries({
    'fastify, ready buffer': floor,
    'hearth over HTTP': http,
    'hearth over WebSocket': socket,
  })) {
    console.log(
      `${name.padEnd(22)} ${Math.round(figures.perSecond).toLocaleString('en')} pages/s  p99 ${figures.p99Ms.toFixed(2)} ms`,
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
