import { WebSocket } from 'ws';

/** What a load drives, whatever server it talks to. */
export interface LoadMember {
  /** Messages of others, and one's own as events, that arrived. */
  readonly delivered: number;
  readonly roomId: string;
  ask(operation: string, data: object): Promise<string>;
  close(): void;
}

/** A member that counts what it gets and parses only answers to itself: the load must cost less than what it measures. */
export class LoadClient implements LoadMember {
  delivered = 0;
  roomId = '';
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (text: string) => void>();
  #nextId = 1;

  private constructor(url: string, localAddress: string | undefined) {
    this.#socket = new WebSocket(url, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      ...(localAddress ? { localAddress } : {}),
    });
    this.#socket.on('message', (data: Buffer) => {
      // `{"event":` or `{"id":…`: the third byte tells them apart.
      if (data[2] === 0x65) {
        this.delivered += 1;
        return;
      }
      const text = data.toString();
      const id = Number(/^\{"id":(\d+)/.exec(text)?.[1]);
      this.#answers.get(id)?.(text);
      this.#answers.delete(id);
    });
  }

  static async connect(
    port: number,
    name: string,
    options: { signIn: boolean; localAddress?: string; token?: string },
  ): Promise<LoadClient> {
    const token = options.token ?? (options.signIn ? await signIn(port, name) : 'none');
    const client = new LoadClient(`ws://127.0.0.1:${port}/api/v1/socket`, options.localAddress);
    await new Promise<void>((resolve, reject) => {
      client.#socket.once('open', () => resolve());
      client.#socket.once('error', reject);
    });
    const hello = await client.ask('system.hello', {
      token,
      protocol: 1,
      client: { name: 'bench', version: '1' },
    });
    client.roomId = /"roomId":"([^"]+)"/.exec(hello)?.[1] ?? '';
    return client;
  }

  ask(op: string, data: object): Promise<string> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#socket.send(`{"id":${id},"op":"${op}","data":${JSON.stringify(data)}}`);
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

async function signIn(port: number, displayName: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/account/guest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ displayName }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  return accessToken;
}
