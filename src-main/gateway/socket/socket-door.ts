import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { ConnectionTransport } from '../connection/transport.ts';
import { pingFrame } from './frame.ts';

/** What the door tells of one socket; `text` undefined is a binary frame. */
export interface SocketEvents {
  received(text: string | undefined): void;
  pinged(): void;
  ponged(): void;
  closed(): void;
}

const forcedCloseMs = 2000;
/** Pongs that may wait for a client that does not read; RFC 6455, 5.5.3 asks for no more than the latest. */
const pongsAllowed = 4;

/** Small limits of our own. */
const serverOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: limits.frameBytes,
  maxFragments: 64,
  maxBufferedChunks: 1024,
  autoPong: false,
  closeTimeout: forcedCloseMs,
};

/**
 * A WebSocket as the transport of a connection. Many thousands stand idle at once, so each is one object, and what `ws`
 * has to tell is taken where it is told: a table of listeners would weigh more than the connection's own state.
 */
class ServedSocket extends WebSocket implements ConnectionTransport {
  events: SocketEvents | undefined;
  /** The socket below; frames out go there. */
  socket: Socket | undefined;
  pongsWaiting = 0;

  get bufferedBytes(): number {
    return this.socket?.writableLength ?? 0;
  }

  write(buffers: readonly Buffer[]): void {
    const { socket } = this;
    const [first] = buffers;
    if (this.readyState !== WebSocket.OPEN || !first || !socket) return;
    if (buffers.length === 1) {
      socket.write(first);
      return;
    }
    socket.cork();
    for (const buffer of buffers) socket.write(buffer);
    socket.uncork();
  }

  override ping(): void {
    if (this.readyState === WebSocket.OPEN) this.socket?.write(pingFrame);
  }

  serve(socket: Socket, connect: (transport: ConnectionTransport) => SocketEvents): void {
    this.socket = socket;
    this.events = connect(this);
  }

  /** Protocol errors (`error`) close the socket with their code; there is nothing more to say about them. */
  override emit(event: string | symbol, ...values: readonly unknown[]): boolean {
    const [data, isBinary] = values;
    if (event === 'message') this.events?.received(isBinary === true ? undefined : String(data));
    else if (event === 'ping') this.#pinged(data as Buffer);
    else if (event === 'pong') this.events?.ponged();
    else if (event === 'close') this.events?.closed();
    return true;
  }

  #pinged(data: Buffer): void {
    this.events?.pinged();
    if (this.bufferedBytes === 0) this.pongsWaiting = 0;
    if (this.readyState !== WebSocket.OPEN || this.pongsWaiting >= pongsAllowed) return;
    this.pongsWaiting += 1;
    this.pong(data, false);
  }
}

/** Turns an HTTP upgrade into a transport. Frames out are written by us, `ws` reads and closes. */
export class SocketDoor {
  readonly #server = new WebSocketServer<typeof ServedSocket>({ ...serverOptions, WebSocket: ServedSocket });

  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    connect: (transport: ConnectionTransport) => SocketEvents,
  ): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      // An upgrade on a net server always comes with a net socket.
      webSocket.serve(socket as Socket, connect);
    });
  }

  close(): void {
    this.#server.close();
  }
}
