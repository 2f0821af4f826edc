import { WebSocket } from 'ws';
import { must } from '../../src-shared/base/assert.ts';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import type { WireError } from '../../src-shared/protocol/core/error-kind.ts';
import type { HearthEvent, Input, OperationName, Output } from '../../src-shared/protocol/registry.ts';

type Reply = { id: number; ok: true; data: unknown } | { id: number; ok: false; error: WireError };
export type Frame = Reply | HearthEvent;

/** HTTP as a stranger’s program would speak it. */
export async function post(
  url: string,
  operation: string,
  body: object,
  token?: string,
): Promise<{ status: number; body: never }> {
  const answer = await fetch(`${url}/api/v1/${operation.replace('.', '/')}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as never };
}

export async function joinAsGuest(url: string, displayName: string): Promise<TokenGrant> {
  const { status, body } = await post(url, 'account.guest', { displayName });
  if (status !== 200)
    throw new Error(`joining as ${displayName} was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A socket that speaks the fixed wire and nothing more: no reconnect, no replica. Keeps every frame it got. */
export class WireClient {
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  closed: { code: number; reason: string } | undefined;
  hello: Output<'system.hello'> | undefined;
  readonly #waiters = new Set<() => void>();
  #nextId = 1;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/socket`, {
      headers,
      perMessageDeflate: false,
    });
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as Frame);
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
    this.socket.on('open', () => this.#wake());
    this.socket.on('error', () => this.#wake());
  }

  /** Joins as a guest, connects and says hello. */
  static async guest(url: string, displayName: string): Promise<WireClient> {
    return WireClient.signedIn(url, (await joinAsGuest(url, displayName)).accessToken);
  }

  static async signedIn(url: string, token: string): Promise<WireClient> {
    const client = new WireClient(url);
    await client.opened();
    client.hello = await client.call('system.hello', {
      token,
      protocol: 1,
      client: { name: 'wire-client', version: '1' },
    });
    return client;
  }

  opened(): Promise<void> {
    return this.until(() => {
      if (this.closed) throw new Error(`closed with ${this.closed.code} before it was open`);
      return this.socket.readyState === WebSocket.OPEN ? true : undefined;
    }).then(() => undefined);
  }

  /** Sends without waiting; returns the id. */
  send(operation: string, data: object): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.socket.send(JSON.stringify({ id, op: operation, data }));
    return id;
  }

  /** The answer’s data; throws the refusal as an Error whose message begins with its kind. */
  async call<Name extends OperationName>(operation: Name, data: Input<Name>): Promise<Output<Name>> {
    const reply = await this.reply(this.send(operation, data));
    if (!reply.ok) throw new Error(`${reply.error.kind}: ${reply.error.message}`);
    return reply.data as Output<Name>;
  }

  reply(id: number): Promise<Reply> {
    return this.until(() => {
      const found = this.frames.find((frame): frame is Reply => 'id' in frame && frame.id === id);
      if (!found && this.closed) throw new Error(`closed with ${this.closed.code} before the answer`);
      return found;
    });
  }

  /** The first event that fits, of those already here or still to come. */
  event<Name extends HearthEvent['event']>(
    name: Name,
    fits: (data: Extract<HearthEvent, { event: Name }>['data']) => boolean = () => true,
  ): Promise<Extract<HearthEvent, { event: Name }>> {
    return this.until(() =>
      this.frames.find(
        (frame): frame is Extract<HearthEvent, { event: Name }> =>
          'event' in frame && frame.event === name && fits(frame.data as never),
      ),
    );
  }

  events(name: HearthEvent['event']): HearthEvent[] {
    return this.frames.filter((frame): frame is HearthEvent => 'event' in frame && frame.event === name);
  }

  ended(): Promise<{ code: number; reason: string }> {
    return this.until(() => this.closed);
  }

  get generalId() {
    return must(
      this.hello?.rooms.find((room) => room.name === 'general'),
      'the general room',
    ).roomId;
  }

  /** Waits for a condition, looked at after each frame; ten seconds at the most. */
  until<Result>(look: () => Result | undefined): Promise<Result> {
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => {
        this.#waiters.delete(attempt);
        reject(new Error('waited ten seconds in vain'));
      }, 10_000);
      const attempt = () => {
        let found: Result | undefined;
        try {
          found = look();
        } catch (error) {
          clearTimeout(tooLate);
          this.#waiters.delete(attempt);
          reject(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        if (found === undefined) return;
        clearTimeout(tooLate);
        this.#waiters.delete(attempt);
        resolve(found);
      };
      this.#waiters.add(attempt);
      attempt();
    });
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter();
  }
}
