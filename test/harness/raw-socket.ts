import { connect, type Socket } from 'node:net';

/** Bytes in, bytes out: for clients that break the rules. Keeps everything it received. */
export class RawSocket {
  readonly socket: Socket;
  isClosed = false;
  /** How it broke, if it did not end in order. */
  failure: Error | undefined;
  #chunks: Buffer[] = [];
  #wake: () => void = () => undefined;
  #slow: NodeJS.Timeout | undefined;

  /** `from`: the address it comes from, any of 127.0.0.0/8. */
  constructor(port: number, from = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
    this.socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    this.socket.on('error', (error) => {
      this.failure = error;
    });
    this.socket.on('end', () => this.#closed());
    this.socket.on('close', () => this.#closed());
  }

  /** Every byte that came and was not taken away. */
  get received(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** Until the other side has taken the connection, or refused it. */
  async connected(): Promise<void> {
    if (this.socket.connecting && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.socket.once('connect', resolve);
        this.socket.once('close', () => resolve());
      });
    }
  }

  /** Forgets the first bytes. */
  skip(bytes: number): void {
    this.#chunks = [this.received.subarray(bytes)];
  }

  /** From now on takes so few bytes a second and leaves the rest where it is, until it is disposed of or hurried. */
  readSlowly(bytesPerSecond: number): void {
    const tickMs = 100;
    this.socket.removeAllListeners('data');
    this.socket.pause();
    this.#slow = setInterval(() => {
      const ready = Math.min(this.socket.readableLength, Math.ceil((bytesPerSecond * tickMs) / 1000));
      const chunk = ready === 0 ? undefined : (this.socket.read(ready) as Buffer | null);
      if (!chunk) return;
      this.#chunks.push(chunk);
      this.#wake();
    }, tickMs);
    // Without a listener for it nothing is read from the system at all.
    this.socket.on('readable', () => undefined);
  }

  /** Reads again as fast as it comes. */
  hurry(): void {
    clearInterval(this.#slow);
    this.socket.removeAllListeners('readable');
    this.socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    this.socket.resume();
  }

  #closed(): void {
    this.isClosed = true;
    this.socket.end();
    this.#wake();
  }

  write(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** Status codes of the answers received so far. */
  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
  }

  /** Until the other side closed, or the condition holds; ten seconds at the most. */
  async until(holds: () => boolean = () => this.isClosed): Promise<void> {
    const tooLate = AbortSignal.timeout(10_000);
    while (!holds()) {
      if (this.isClosed) throw new Error(`closed too early, after ${JSON.stringify(this.text.slice(-300))}`);
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        tooLate.onabort = () => reject(new Error('waited ten seconds in vain'));
      });
    }
    tooLate.onabort = null;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#slow);
    this.socket.destroy();
  }
}

/** An upgraded socket that writes whatever frames it is told to. */
export class RawWebSocket extends RawSocket {
  /** Opens the upgrade; resolves when the host has switched protocols. */
  static async open(port: number, headers = '', from?: string): Promise<RawWebSocket> {
    const client = new RawWebSocket(port, from);
    client.write(upgradeRequest(port, headers));
    await client.until(() => client.text.includes('\r\n\r\n'));
    const end = client.received.indexOf('\r\n\r\n') + 4;
    if (client.statuses[0] !== 101) throw new Error(`no upgrade: ${client.text}`);
    client.skip(end);
    return client;
  }

  static async signedIn(port: number, token: string, from?: string): Promise<RawWebSocket> {
    const client = await RawWebSocket.open(port, '', from);
    client.request(1, 'system.hello', helloOf(token));
    await client.until(() => client.texts.length > 0);
    return client;
  }

  request(id: number, op: string, data: unknown): void {
    this.write(clientFrame(JSON.stringify({ id, op, data })));
  }

  /** Frames received whole, in order. */
  get frames(): { opcode: number; payload: Buffer }[] {
    const frames = [];
    let at = 0;
    while (at + 2 <= this.received.length) {
      const opcode = (this.received[at] ?? 0) & 0x0f;
      let length = (this.received[at + 1] ?? 0) & 0x7f;
      let head = 2;
      if (length === 126) {
        if (at + 4 > this.received.length) break;
        length = this.received.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (at + 10 > this.received.length) break;
        length = Number(this.received.readBigUInt64BE(at + 2));
        head = 10;
      }
      if (at + head + length > this.received.length) break;
      frames.push({ opcode, payload: this.received.subarray(at + head, at + head + length) });
      at += head + length;
    }
    return frames;
  }

  get texts(): string[] {
    return this.frames.filter((frame) => frame.opcode === 1).map((frame) => frame.payload.toString());
  }

  /** Until the host said goodbye, with a close frame or without. */
  ending(): Promise<void> {
    return this.until(() => this.isClosed || this.frames.some((frame) => frame.opcode === 8));
  }

  /** The code of the close frame, once one came. */
  get closeCode(): number | undefined {
    const close = this.frames.find((frame) => frame.opcode === 8);
    return close && close.payload.length >= 2 ? close.payload.readUInt16BE(0) : undefined;
  }
}

/** The data of a good hello. */
export function helloOf(token: string) {
  return { token, protocol: 1, client: { name: 'raw', version: '1' } };
}

/** The code with which the host closes after these frames of a client, signed in or not. */
export async function closeCodeAfter(
  port: number,
  write: (client: RawWebSocket) => void,
  signedIn = true,
): Promise<number | undefined> {
  using client = signedIn ? await RawWebSocket.signedIn(port, 'ada') : await RawWebSocket.open(port);
  write(client);
  await client.ending();
  return client.closeCode;
}

export function upgradeRequest(port: number, headers = ''): string {
  const host = /^host:/im.test(headers) ? '' : `Host: 127.0.0.1:${port}\r\n`;
  return `GET /api/v1/socket HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;
}

export interface FrameShape {
  readonly opcode?: number;
  readonly final?: boolean;
  /** Reserved bits, 0 to 7. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** A length to announce instead of the payload's own. */
  readonly announced?: bigint;
}

/** A client's frame, or what should have been one. */
export function clientFrame(payload: string | Buffer, shape: FrameShape = {}): Buffer {
  const { opcode = 1, final = true, reserved = 0, masked = true } = shape;
  const body = Buffer.from(payload);
  const length = shape.announced ?? BigInt(body.length);
  const first = (final ? 0x80 : 0) | (reserved << 4) | opcode;
  const flag = masked ? 0x80 : 0;
  const head =
    length < 126n
      ? Buffer.from([first, flag | Number(length)])
      : length < 65_536n
        ? Buffer.from([first, flag | 126, Number(length >> 8n), Number(length & 255n)])
        : Buffer.concat([Buffer.from([first, flag | 127]), bigEndian(length)]);
  if (!masked) return Buffer.concat([head, body]);
  const mask = Buffer.from([1, 2, 3, 4]);
  return Buffer.concat([head, mask, body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

function bigEndian(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
