/**
 * The gateway's own share of fan-out, nothing stored: the product's gateway with a handler that answers at once,
 * against plain `ws` with frames built once and one write a socket and turn. Closed loop, 20 senders with 4 messages
 * each on the way. Prints server CPU per delivered message. `npm run bench -- fanout-core [N …]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';
import { messageCreated } from '../src-shared/protocol/chat/events.ts';
import { EncodedJson } from '../src-main/kernel/operation.ts';
import { textFrame } from '../src-main/gateway/socket/frame.ts';
import { clientFrame, type RawSocket, RawWebSocket } from '../test/harness/raw-socket.ts';
import { roomA, startTestGateway } from '../test/harness/test-gateway.ts';

type Kind = 'gateway' | 'ws floor';
interface Figures {
  readonly cpuMicroseconds: number;
  readonly delivered: number;
}

const senders = 20;
const onTheWay = 4;
const measureMs = 4000;
const text = 'x'.repeat(100);

const messageJson = (seq: number) =>
  `{"message":{"roomId":"room-a","seq":${seq},"version":${seq},"senderId":"s","text":"${text}","media":[],"reactions":[]}}`;

/** Serves until told to stop; answers `read` with what it used so far. */
async function serve(kind: Kind): Promise<void> {
  const counts = { events: 0, members: 0 };
  const port = kind === 'gateway' ? await serveGateway(counts) : await serveFloor(counts);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system, delivered: counts.events * counts.members });
  });
  process.send?.({ port });
}

async function serveGateway(counts: { events: number; members: number }): Promise<number> {
  const host = await startTestGateway({
    observers: [{ connected: () => void (counts.members += 1), disconnected: () => undefined }],
    handlers: {
      'chat.sendMessage': () => {
        counts.events += 1;
        const json = new EncodedJson(messageJson(counts.events));
        // As after a commit: the answers of a group come in one turn.
        return Promise.resolve().then(() => {
          host.gateway.publisher.toAudience(roomA, messageCreated, json);
          return json;
        });
      },
    },
  });
  return host.port;
}

async function serveFloor(counts: { events: number; members: number }): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const sockets = new Set<{ write(bytes: Buffer): void }>();
  let due: Buffer[] = [];
  const flush = () => {
    const all = Buffer.concat(due);
    due = [];
    for (const socket of sockets) socket.write(all);
  };
  server.on('connection', (client: WebSocket, request) => {
    counts.members += 1;
    sockets.add(request.socket);
    client.on('message', (data: Buffer) => {
      const { id, op } = JSON.parse(data.toString()) as { id: number; op: string };
      const json = op === 'chat.sendMessage' ? messageJson((counts.events += 1)) : '{}';
      request.socket.write(textFrame([`{"id":${id},"ok":true,"data":`, json, '}']));
      if (op !== 'chat.sendMessage') return;
      if (due.push(textFrame([`{"event":"chat.messageCreated","data":`, json, '}'])) === 1)
        setImmediate(flush);
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function measure(kind: Kind, members: number): Promise<number> {
  const child = fork(new URL(import.meta.url), ['--serve', kind]);
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const clients: RawSocket[] = [];
    for (let at = 0; at < members; at += 1) clients.push(await connect(port, `member${at}`));
    const request = clientFrame(
      JSON.stringify({ id: 7, op: 'chat.sendMessage', data: { roomId: roomA, text, nonce: 'n' } }),
    );
    for (const client of clients) client.socket.removeAllListeners('data');
    for (const client of clients.slice(senders)) client.socket.on('data', () => undefined);
    for (const { socket } of clients.slice(0, senders)) {
      let rest = '';
      socket.on('data', (chunk: Buffer) => {
        const seen = rest + chunk.toString('latin1');
        const answers = seen.split('{"id":7,').length - 1;
        rest = seen.endsWith('}') ? '' : seen.slice(-7);
        for (let answer = 0; answer < answers; answer += 1) socket.write(request);
      });
      for (let sent = 0; sent < onTheWay; sent += 1) socket.write(request);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = await read(child);
    await new Promise((resolve) => setTimeout(resolve, measureMs));
    const after = await read(child);
    for (const client of clients) client[Symbol.dispose]();
    return (after.cpuMicroseconds - before.cpuMicroseconds) / (after.delivered - before.delivered);
  } finally {
    child.kill();
  }
}

async function connect(port: number, name: string): Promise<RawSocket> {
  const client = await RawWebSocket.signedIn(port, name);
  return client;
}

async function read(child: ReturnType<typeof fork>): Promise<Figures> {
  const answer = once(child, 'message') as Promise<[Figures]>;
  child.send('read');
  return (await answer)[0];
}

const kinds: readonly Kind[] = ['ws floor', 'gateway'];
const served = process.argv.indexOf('--serve');
if (served > 0) {
  await serve(kinds.find((kind) => kind === process.argv[served + 1]) ?? 'gateway');
} else {
  const sizes = process.argv.slice(2).map(Number);
  for (const members of sizes.length > 0 ? sizes : [50, 200, 1000]) {
    const figures = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
    for (let round = 0; round < 3; round += 1) {
      for (const kind of kinds) figures.get(kind)?.push(await measure(kind, members));
    }
    const median = (kind: Kind) => figures.get(kind)?.toSorted((a, b) => a - b)[1] ?? Number.NaN;
    const [floor, gateway] = [median('ws floor'), median('gateway')];
    console.log(
      `N = ${members}: ws floor ${floor.toFixed(3)} µs/delivered, gateway ${gateway.toFixed(3)} µs, ratio ${(gateway / floor).toFixed(2)}`,
    );
  }
}
