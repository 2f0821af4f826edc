import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorKind } from '../../../src-shared/protocol/core/error-kind.ts';
import { apiHeaders } from './security-headers.ts';

/** How long and how much a client may take (PROMISES, section 7). */
export const httpLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveMs: 5_000,
  /** A socket on which nothing moves for this long goes, also in the middle of an answer that nobody reads. */
  idleMs: 30_000,
  /** How often the two time-outs above are looked at. */
  checkEveryMs: 2_000,
  headerBytes: 8 * 1024,
  headers: 64,
  requestsPerSocket: 100,
};
export type HttpLimits = typeof httpLimits;

/** Node's HTTP server with our limits; what it refuses by itself gets one answer in words, then the socket goes. */
export function createHttpServer(limits: HttpLimits): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    maxHeaderSize: limits.headerBytes,
    noDelay: true,
    // A missing Host is answered like a wrong one, by the door.
    requireHostHeader: false,
    // Anything else that asks for another protocol (h2c) is served as plain HTTP, as RFC 9110 7.8 allows.
    shouldUpgradeCallback: isWebSocketUpgrade,
  });
  // One above the limit, so that a request over it can be told apart and refused instead of being read in part.
  server.maxHeadersCount = limits.headers + 1;
  server.timeout = limits.idleMs;
  server.maxRequestsPerSocket = limits.requestsPerSocket;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    if (error.code === 'HPE_HEADER_OVERFLOW') {
      answerAndEnd(socket, {
        status: 431,
        kind: 'too_large',
        message: 'The head of the request is too long.',
      });
    } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      answerAndEnd(socket, { status: 408, kind: 'bad_request', message: 'The request took too long.' });
    } else {
      answerAndEnd(socket, { status: 400, kind: 'bad_request', message: 'That is not HTTP.' });
    }
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    answerAndEnd(socket, { status: 405, kind: 'unsupported', message: 'This host is no proxy.' });
  });
  server.on('checkExpectation', (request: IncomingMessage) => {
    answerAndEnd(request.socket, {
      status: 417,
      kind: 'unsupported',
      message: 'Only 100-continue is known.',
    });
  });
  return server;
}

export interface LastAnswer {
  readonly status: number;
  readonly kind: ErrorKind;
  readonly message: string;
}

/** Answers on the bare socket and lets go of it, whether the other side reads or not. */
export function answerAndEnd(socket: Duplex, { status, kind, message }: LastAnswer): void {
  const body = JSON.stringify({ error: { kind, message } });
  const headers = Object.entries({
    ...apiHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => socket.destroy());
}

function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}
