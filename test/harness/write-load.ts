import { joinAsGuest, WireClient } from './wire-client.ts';

/** What a writer knows of one message: asked for always, acknowledged when the answer came. */
export interface WrittenMessage {
  readonly nonce: string;
  readonly text: string;
  seq: number | undefined;
}

/** Writers that send as fast as they are answered, and remember what was acknowledged. */
export class WriteLoad implements Disposable {
  readonly messages: WrittenMessage[] = [];
  readonly #url: string;
  readonly #prefix: string;
  readonly #clients: WireClient[] = [];
  #isOver = false;

  constructor(url: string, prefix: string) {
    this.#url = url;
    this.#prefix = prefix;
  }

  async start(writers: number): Promise<void> {
    for (let writer = 0; writer < writers; writer += 1) {
      const { accessToken } = await joinAsGuest(this.#url, `${this.#prefix} writer ${writer}`);
      const client = await WireClient.signedIn(this.#url, accessToken);
      this.#clients.push(client);
      void this.#write(client, writer);
    }
  }

  get acknowledged(): WrittenMessage[] {
    return this.messages.filter((message) => message.seq !== undefined);
  }

  /** Waits until so many were acknowledged; twenty seconds at the most. */
  async untilAcknowledged(count: number): Promise<void> {
    const giveUpMs = performance.now() + 20_000;
    while (this.acknowledged.length < count) {
      if (performance.now() > giveUpMs) throw new Error(`${this.acknowledged.length} acknowledged in 20 s`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  stop(): void {
    this.#isOver = true;
    for (const client of this.#clients) client.socket.terminate();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  async #write(client: WireClient, writer: number): Promise<void> {
    const roomId = client.generalId;
    for (let number = 0; !this.#isOver; number += 1) {
      const name = `${this.#prefix}-${writer}-${number}`;
      const message: WrittenMessage = { nonce: name, text: `text ${name}`, seq: undefined };
      this.messages.push(message);
      try {
        const answer = await client.call('chat.sendMessage', {
          roomId,
          text: message.text,
          nonce: message.nonce,
        });
        message.seq = answer.message.seq;
        // Frames are kept by the client; a load that runs long must not keep them all.
        client.frames.length = 0;
      } catch {
        // The connection went with the host: what was not answered counts as unknown.
        return;
      }
    }
  }
}
