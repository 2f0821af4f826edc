import { WebSocket } from 'ws';
import type { WireError } from '../../src-shared/protocol/core/error-kind.ts';
import type { HearthEvent, Input, OperationName, Output } from '../../src-shared/protocol/registry.ts';

export type Reply<Name extends OperationName> =
  | { readonly ok: true; readonly data: Output<Name> }
  | { readonly ok: false; readonly error: WireError };

/**
 * A socket for tests with many clients and many messages: keeps no frames, and parses events only where somebody
 * listens.
 */
export class LeanClient {
  readonly socket: WebSocket;
  readonly hello: Promise<Output<'system.hello'>>;
  onEvent: ((event: HearthEvent) => void) | undefined;
  readonly #pending = new Map<number, { resolve: (reply: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  constructor(url: string, token: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/socket`, { perMessageDeflate: false });
    this.socket.on('message', (data: Buffer) => this.#received(data));
    // What went wrong is told by the close that follows.
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the connection was lost'));
      this.#pending.clear();
    });
    this.hello = new Promise<void>((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('close', () => reject(new Error('the connection was refused')));
    }).then(() => this.call('system.hello', { token, protocol: 1, client: { name: 'lean', version: '1' } }));
  }

  static async signedIn(url: string, token: string): Promise<LeanClient> {
    const client = new LeanClient(url, token);
    await client.hello;
    return client;
  }

  /** Answer or refusal; rejects where the connection was lost before either. */
  ask<Name extends OperationName>(operation: Name, data: Input<Name>): Promise<Reply<Name>> {
    return this.askAnything(operation, data) as Promise<Reply<Name>>;
  }

  /** The same for input that the schema need not allow. */
  askAnything(operation: OperationName, data: unknown): Promise<Reply<OperationName>> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, op: operation, data }));
    });
  }

  /** The answer’s data; throws the refusal as an Error whose message begins with its kind. */
  async call<Name extends OperationName>(operation: Name, data: Input<Name>): Promise<Output<Name>> {
    const reply = await this.ask(operation, data);
    if (!reply.ok) throw new Error(`${reply.error.kind}: ${reply.error.message}`);
    return reply.data;
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }

  #received(data: Buffer): void {
    // `{"event":` or `{"id":…`: the third byte tells them apart.
    const isEvent = data[2] === 0x65;
    if (isEvent) {
      this.onEvent?.(JSON.parse(data.toString()) as HearthEvent);
      return;
    }
    const reply = JSON.parse(data.toString()) as { id: number };
    this.#pending.get(reply.id)?.resolve(reply as never);
    this.#pending.delete(reply.id);
  }
}
