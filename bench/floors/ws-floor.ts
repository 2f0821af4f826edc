/**
 * The floors that Hearth is measured against: the same wire, nothing of the product. `plain` sends each event to each
 * socket by `ws`; `batch` builds frames once and writes what is due in one write a socket and turn; `durable` adds a
 * storage thread with group commit and FULL before the answer; `quiet` is that without telling anybody but the sender.
 */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { type WebSocket, WebSocketServer } from 'ws';
import { textFrame } from '../../src-main/gateway/socket/frame.ts';

const mode = process.argv[2] ?? 'plain';
const folder = process.argv[3] ?? '';
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const members = new Map<WebSocket, Socket>();
const replies = new Map<Socket, Buffer[]>();
let due: Buffer[] = [];
let scheduled = false;
let seq = 0;

const worker =
  mode === 'durable' || mode === 'quiet'
    ? new Worker(new URL('./durable-worker.ts', import.meta.url), { workerData: folder })
    : undefined;
const waiting: { webSocket: WebSocket; id: number; text: string; nonce: string }[] = [];
let unsent: { room: number; text: string; nonce: string }[] = [];
const roomOf = new Map<WebSocket, number>();

worker?.on('message', (committed: number) => {
  for (const message of waiting.splice(0, committed)) answer(message.webSocket, message.id, message.text);
});

function answer(webSocket: WebSocket, id: number, text: string): void {
  seq += 1;
  const message = `{"message":{"roomId":"r","seq":${seq},"version":${seq},"senderId":"s","text":${JSON.stringify(text)},"media":[],"reactions":[],"createdAt":"2026-01-01T00:00:00.000Z"}}`;
  const reply = `{"id":${id},"ok":true,"data":${message}}`;
  const event = `{"event":"chat.messageCreated","data":${message}}`;
  if (mode === 'plain') {
    webSocket.send(reply);
    for (const member of members.keys()) member.send(event);
    return;
  }
  const socket = members.get(webSocket);
  if (!socket) return;
  const own = replies.get(socket);
  if (own) own.push(textFrame([reply]));
  else replies.set(socket, [textFrame([reply])]);
  if (mode !== 'quiet') due.push(textFrame([event]));
  if (scheduled) return;
  scheduled = true;
  setImmediate(flush);
}

function flush(): void {
  scheduled = false;
  const all = Buffer.concat(due);
  due = [];
  for (const socket of mode === 'quiet' ? replies.keys() : members.values()) {
    const own = replies.get(socket);
    if (own) {
      socket.cork();
      for (const frame of own) socket.write(frame);
      socket.write(all);
      socket.uncork();
    } else {
      socket.write(all);
    }
  }
  replies.clear();
}

server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    members.set(webSocket, socket as Socket);
    // Where nobody listens, each sender has a room of its own, as in Hearth’s run.
    roomOf.set(webSocket, mode === 'quiet' ? roomOf.size : 0);
    webSocket.on('close', () => members.delete(webSocket));
    webSocket.on('message', (data: Buffer) => {
      const {
        id,
        op,
        data: input,
      } = JSON.parse(data.toString()) as {
        id: number;
        op: string;
        data: { text: string; nonce: string };
      };
      if (op === 'system.hello') {
        webSocket.send(`{"id":${id},"ok":true,"data":{"rooms":[{"roomId":"r","name":"general"}]}}`);
      } else if (worker) {
        waiting.push({ webSocket, id, text: input.text, nonce: input.nonce });
        if (unsent.push({ room: roomOf.get(webSocket) ?? 0, text: input.text, nonce: input.nonce }) === 1) {
          setImmediate(() => {
            worker.postMessage(unsent);
            unsent = [];
          });
        }
      } else {
        answer(webSocket, id, input.text);
      }
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ listening: { port }, pid: process.pid }));
});
