import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import type { Client, ClientStorage, HttpPort, Transport } from '../../src-shared/client/contract.ts';
import { createClient } from '../../src-shared/client/create-client.ts';

/** WebSockets of `ws`, as the shared client wants them. */
export const nodeTransport: Transport = {
  open(url, events) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('open', () => events.opened());
    socket.on('message', (data: Buffer) => events.received(data.toString()));
    socket.on('close', (code, reason) => events.closed(code, reason.toString()));
    // What went wrong is told by the close that follows.
    socket.on('error', () => undefined);
    return {
      send: (text) => socket.send(text),
      close(code) {
        if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
        else socket.close(code);
      },
    };
  },
};

export const nodeHttp: HttpPort = {
  async post(url, body, token) {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      // The host is away; the client tries again by itself.
      return { status: 0, body: undefined };
    }
  },
};

export function memoryStorage(values = new Map<string, string>()): ClientStorage {
  return {
    load: (key) => values.get(key),
    save(key, value) {
      values.set(key, value);
      return true;
    },
    remove: (key) => void values.delete(key),
  };
}

/** The shared client under Node, with storage of its own. */
export function nodeClient(
  baseUrl: string,
  storage: ClientStorage = memoryStorage(),
  transport: Transport = nodeTransport,
): Client {
  return createClient({
    baseUrl,
    transport,
    http: nodeHttp,
    storage,
    clock: systemClock,
    random: Math.random,
    randomBytes: (count) => randomBytes(count),
    name: 'node-client',
    version: '1',
  });
}

/** Waits for a condition of the client, looked at after each of its changes; ten seconds at the most. */
export function clientUntil<Result>(client: Client, look: () => Result | undefined): Promise<Result> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => {
      stop();
      reject(new Error(`waited ten seconds in vain; the client is ${client.state.kind}`));
    }, 10_000);
    const attempt = () => {
      const found = look();
      if (found === undefined) return;
      clearTimeout(tooLate);
      stop();
      resolve(found);
    };
    const stop = client.subscribe(attempt);
    attempt();
  });
}
