import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What is to happen to a connection. */
export interface Fate {
  /** Bytes of answer that still pass before both sides are reset. */
  readonly resetAfterBytes: number;
}

/**
 * A way to a host that breaks. Listens on another loopback address at the host's own port, because the host answers
 * only under its own port: start the host with `allowHosts: [faultProxyName]`.
 */
export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  readonly figures: { readonly accepted: number; readonly open: number; readonly reset: number };
  /** Cuts each open connection with this probability, after up to `answerBytes` more bytes of answer; how many will be. */
  strike(options: { share: number; answerBytes: number }): number;
  /** Cuts this share of the open connections at once, at least one if there is any; how many were. */
  cut(share: number): number;
}

export const faultProxyName = '127.0.0.2';

export interface FaultProxyOptions {
  readonly port: number;
  readonly random: () => number;
  /** Asked for each new connection; undefined lets it live. */
  readonly fate?: (() => Fate | undefined) | undefined;
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  const figures = { accepted: 0, open: 0, reset: 0 };
  const server = createServer({ noDelay: true }, (client) => {
    figures.accepted += 1;
    const pair = new Pair(client, {
      port: options.port,
      fate: options.fate?.(),
      closed(wasReset) {
        pairs.delete(pair);
        if (wasReset) figures.reset += 1;
      },
    });
    pairs.add(pair);
  });
  server.listen(options.port, faultProxyName);
  await once(server, 'listening');
  return {
    url: `http://${faultProxyName}:${options.port}`,
    get figures() {
      return { ...figures, open: pairs.size };
    },
    strike({ share, answerBytes }) {
      const struck = [...pairs].filter(() => options.random() < share);
      for (const pair of struck) pair.limit(Math.floor(options.random() * (answerBytes + 1)));
      return struck.length;
    },
    cut(share) {
      const shuffled = [...pairs]
        .map((pair) => ({ pair, place: options.random() }))
        .toSorted((a, b) => a.place - b.place);
      const chosen = shuffled.slice(0, Math.ceil(shuffled.length * share));
      for (const { pair } of chosen) pair.reset();
      return chosen.length;
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) pair.reset();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

/** One connection and its other half to the host. */
class Pair {
  readonly #client: Socket;
  readonly #host: Socket;
  readonly #closed: (wasReset: boolean) => void;
  #bytesLeft: number;
  #isOver = false;

  constructor(
    client: Socket,
    options: { port: number; fate: Fate | undefined; closed: (wasReset: boolean) => void },
  ) {
    this.#client = client;
    this.#closed = options.closed;
    this.#bytesLeft = options.fate?.resetAfterBytes ?? Infinity;
    this.#host = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#client.pipe(this.#host);
    this.#host.on('data', (chunk: Buffer) => this.#answer(chunk));
    this.#host.on('end', () => this.#client.end());
    this.#client.on('drain', () => this.#host.resume());
    for (const socket of [this.#client, this.#host]) {
      // A broken half breaks the other; what went wrong is the test's own doing.
      socket.on('error', () => this.#end({ reset: false }));
      socket.on('close', () => this.#end({ reset: false }));
    }
  }

  limit(bytes: number): void {
    this.#bytesLeft = Math.min(this.#bytesLeft, bytes);
  }

  reset(): void {
    this.#end({ reset: true });
  }

  #answer(chunk: Buffer): void {
    if (chunk.length >= this.#bytesLeft) {
      const last = chunk.subarray(0, this.#bytesLeft);
      if (last.length === 0) this.reset();
      else this.#client.write(last, () => this.reset());
      this.#host.pause();
      return;
    }
    this.#bytesLeft -= chunk.length;
    if (!this.#client.write(chunk)) this.#host.pause();
  }

  #end(options: { reset: boolean }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#client.unpipe(this.#host);
    if (options.reset) {
      this.#client.resetAndDestroy();
      this.#host.resetAndDestroy();
    } else {
      this.#client.destroy();
      this.#host.destroy();
    }
    this.#closed(options.reset);
  }
}
