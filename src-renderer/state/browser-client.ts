import type { Clock } from '../../src-shared/base/clock.ts';
import type { Client, ClientStorage, HttpPort, Transport } from '../../src-shared/client/contract.ts';
import { hostPlace } from '../bridge/desktop-bridge.ts';
import { createClient } from '../../src-shared/client/create-client.ts';
import { deviceWords } from './device-words.ts';

const browserTransport: Transport = {
  open(url, events) {
    const socket = new WebSocket(url);
    socket.onopen = () => events.opened();
    socket.onmessage = (event) => {
      if (typeof event.data === 'string') events.received(event.data);
    };
    socket.onclose = (event) => events.closed(event.code, event.reason);
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: (code) => socket.close(code),
    };
  },
};

const browserHttp: HttpPort = {
  async post(url, body, token) {
    try {
      const headers: Record<string, string> = { 'Content-Type': 'application/json' };
      if (token !== undefined) headers.Authorization = `Bearer ${token}`;
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as unknown };
    } catch {
      // The host is away or asleep; who asked says so in words.
      return { status: 0, body: undefined };
    }
  },
};

/** localStorage, which may be switched off or full: then things live until the page goes. */
export const browserStorage: ClientStorage = {
  load(key) {
    try {
      return localStorage.getItem(key) ?? undefined;
    } catch {
      // Storage is switched off.
      return undefined;
    }
  },
  save(key, value) {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch {
      // Full, or switched off.
      return false;
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept, so nothing needs to go.
    }
  },
};

const browserClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  every(periodMs, run) {
    const timer = setInterval(run, periodMs);
    return { cancel: () => clearInterval(timer) };
  },
};

/** The client of this page: it talks to where the page came from, or to the desktop’s own host. */
export function createBrowserClient(): Client {
  return createClient({
    baseUrl: hostPlace.url,
    transport: browserTransport,
    http: browserHttp,
    storage: browserStorage,
    clock: browserClock,
    random: Math.random,
    // `randomUUID` is missing on plain HTTP; this is not.
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    name: deviceWords(navigator.userAgent).name,
    version: '0.1.0',
  });
}
