import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
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
const pongsWaiting = 4;

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

/** Turns an HTTP upgrade into a transport. Frames out are written by us, `ws` reads and closes. */
export class SocketDoor {
  readonly #server = new WebSocketServer(serverOptions);

  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    connect: (transport: ConnectionTransport) => SocketEvents,
  ): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      // An upgrade on a net server always comes with a net socket.
      const events = connect(transportOf(webSocket, socket as Socket));
      webSocket.on('message', (data: Buffer, isBinary) => {
        events.received(isBinary ? undefined : data.toString());
      });
      answerPings(webSocket, socket as Socket, events);
      webSocket.on('pong', () => events.ponged());
      webSocket.on('close', () => events.closed());
      // Protocol errors close the socket with their code; there is nothing more to say about them.
      webSocket.on('error', () => undefined);
    });
  }

  close(): void {
    this.#server.close();
  }
}

function answerPings(webSocket: WebSocket, socket: Socket, events: SocketEvents): void {
  let waiting = 0;
  webSocket.on('ping', (data: Buffer) => {
    events.pinged();
    if (socket.writableLength === 0) waiting = 0;
    if (webSocket.readyState !== webSocket.OPEN || waiting >= pongsWaiting) return;
    waiting += 1;
    webSocket.pong(data, false);
  });
}

function transportOf(webSocket: WebSocket, socket: Socket): ConnectionTransport {
  return {
    write(buffers) {
      const [first] = buffers;
      if (webSocket.readyState !== webSocket.OPEN || !first) return;
      if (buffers.length === 1) {
        socket.write(first);
        return;
      }
      socket.cork();
      for (const buffer of buffers) socket.write(buffer);
      socket.uncork();
    },
    get bufferedBytes() {
      return socket.writableLength;
    },
    close(code, reason) {
      webSocket.close(code, reason);
    },
    terminate: () => webSocket.terminate(),
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    ping() {
      if (webSocket.readyState === webSocket.OPEN) socket.write(pingFrame);
    },
  };
}
