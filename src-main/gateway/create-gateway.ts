import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { operations as protocolOperations } from '../../src-shared/protocol/registry.ts';
import type { AccountActor, Actor } from '../kernel/actor.ts';
import { ExitError, exitCodes, type Refusal } from '../kernel/hearth-error.ts';
import type { Metrics } from '../kernel/metrics.ts';
import type { BoundOperation, Origin } from '../kernel/operation.ts';
import type {
  Authenticator,
  ConnectionObserver,
  Connections,
  HelloPart,
  Publisher,
} from '../kernel/ports.ts';
import { ConnectionHub } from './connection/hub.ts';
import { ConnectionServer } from './connection/serve-connection.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { buildOperationTable } from './dispatch/operation-table.ts';
import { createDoors, type Doors, hostOf, isForeign } from './http/doors.ts';
import { HttpDoor } from './http/http-door.ts';
import {
  answerAndEnd,
  createHttpServer,
  type HttpLimits,
  httpLimits,
  type LastAnswer,
} from './http/http-server.ts';
import { buildOpenApi } from './http/openapi.ts';
import type { StaticFiles } from './http/static-files.ts';
import { RateLimiter } from './ratelimit/rate-limiter.ts';
import { SocketDoor } from './socket/socket-door.ts';
import { SocketCaps } from './socket-caps.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly randomBytes: (count: number) => Uint8Array;
  /** `open` lifts rates and socket caps of single clients, never schemas, sizes or outbox bounds. */
  readonly limitProfile: 'normal' | 'open';
  /** Names and addresses that this host answers to, without ports. */
  readonly hostNames: () => readonly string[];
  readonly extraOrigins: readonly string[];
  readonly staticFiles: StaticFiles;
  /** Sockets in all: 90 % of the file-handle limit. */
  readonly maxSockets: number;
  readonly version: string;
  /** Shorter times than the ones in `httpLimits`, for tests. */
  readonly httpLimits?: Partial<HttpLimits>;
}

export interface GatewayParts {
  readonly operations: readonly BoundOperation[];
  readonly authenticator: Authenticator;
  /** In the order in which their keys stand in the hello reply. */
  readonly helloParts: readonly HelloPart[];
  readonly observers: readonly ConnectionObserver[];
  readonly mayServe: (actor: Actor) => Refusal | undefined;
  readonly metricsText: () => Promise<string>;
}

export interface Gateway {
  readonly publisher: Publisher;
  readonly connections: Connections;
  /** Once, when every component exists and before `listen`. */
  serve(parts: GatewayParts): void;
  /** ExitError `taken` in one sentence when the port is not to be had. */
  listen(address: { port: number; bind: string | undefined }): Promise<{ port: number }>;
  /** Takes nothing new, tells clients that the host is closing, and waits until they have heard it. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const socketPath = '/api/v1/socket';
const drainMs = 2000;

export function createGateway(options: GatewayOptions): Gateway {
  const hub = new ConnectionHub(options);
  const socketDoor = new SocketDoor();
  const server = createHttpServer({ ...httpLimits, ...options.httpLimits });
  const caps = new SocketCaps({
    maxSockets: options.maxSockets,
    perClient: options.limitProfile === 'normal',
  });
  options.metrics.gauge('hearth_sockets', 'Open sockets, signed in or not', () => caps.count);
  let port = 0;
  const doors = createDoors({
    names: options.hostNames,
    port: () => port,
    extraOrigins: options.extraOrigins,
  });

  server.on('connection', (socket: Socket) => {
    if (!caps.admit(socket, addressOf(socket))) socket.destroy();
  });

  function serve(parts: GatewayParts): void {
    for (const observer of parts.observers) hub.observe(observer);
    const limiter = options.limitProfile === 'normal' ? new RateLimiter(options.clock) : undefined;
    const table = buildOperationTable(protocolOperations, parts.operations);
    const dispatcher = new Dispatcher({ ...options, limiter, table });
    const openApi = JSON.stringify(buildOpenApi(dispatcher.entries, options.version));
    const http = new HttpDoor({
      ...parts,
      doors,
      dispatcher,
      connections: hub,
      staticFiles: options.staticFiles,
      originOf: (request) => originOf(request, 'http'),
      openApi: () => openApi,
      log: options.log,
    });
    const connections = new ConnectionServer({ ...options, ...parts, hub, dispatcher, limiter });
    server.on('request', (request, response) => void http.handle(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const refusal = refuseUpgrade(request, doors);
      if (refusal) {
        answerAndEnd(socket, refusal);
        return;
      }
      // The request itself is not kept: its headers would weigh as much as the connection.
      const origin = originOf(request, 'socket');
      const netSocket = request.socket;
      const seat = (actor: AccountActor) => caps.seat(netSocket, actor.accountKind === 'guest');
      socketDoor.accept(request, socket, head, (transport) => connections.accept(transport, origin, seat));
    });
  }

  return {
    publisher: hub.fanout,
    connections: hub,
    serve,
    async listen(address) {
      port = await listen(server, options.log, address);
      return { port };
    },
    async drain() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      hub.closeUnless(() => false, 'hostClosing');
      const goodbyes = new Promise<void>((resolve) => {
        options.clock.after(drainMs, resolve);
      });
      await Promise.race([closed, goodbyes]);
    },
    async close() {
      hub.stop();
      hub.terminateAll();
      socketDoor.close();
      server.close();
      server.closeAllConnections();
      for (const socket of caps.sockets) socket.destroy();
      await Promise.resolve();
    },
  };
}

function listen(
  server: Server,
  log: Log,
  address: { port: number; bind: string | undefined },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = address.bind === undefined ? '' : ` on ${address.bind}`;
      if (error.code === 'EADDRINUSE') {
        reject(
          new ExitError(exitCodes.taken, `Port ${address.port}${where} is taken by another program.`, {
            cause: error,
          }),
        );
      } else if (error.code === 'EACCES') {
        reject(
          new ExitError(
            exitCodes.taken,
            `This user may not use port ${address.port}. Choose one above 1023.`,
            { cause: error },
          ),
        );
      } else {
        reject(
          new ExitError(exitCodes.failed, `The host cannot listen${where}: ${error.message}`, {
            cause: error,
          }),
        );
      }
    });
    server.listen({ port: address.port, host: address.bind, backlog: 1024 }, () => {
      server.removeAllListeners('error');
      // From now on only single accepts can fail (no file handle left); the client tries again.
      server.on('error', (error) => log.error('a connection could not be accepted', error));
      // A server that listens on TCP has an address of its own.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function refuseUpgrade(request: IncomingMessage, doors: Doors): LastAnswer | undefined {
  if (!doors.hostAllowed(hostOf(request))) {
    return { status: 421, kind: 'bad_request', message: 'This host does not answer to that name.' };
  }
  if (request.url !== socketPath) {
    return { status: 404, kind: 'not_found', message: 'There is no socket here.' };
  }
  if (isForeign(request.headers, doors)) {
    return { status: 403, kind: 'forbidden', message: 'Another website may not use this host.' };
  }
  return undefined;
}

function addressOf(socket: Socket): string {
  const address = socket.remoteAddress ?? '';
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function originOf(request: IncomingMessage, transport: 'http' | 'socket'): Origin {
  const address = addressOf(request.socket);
  return {
    transport,
    address,
    loopback: address === '::1' || address.startsWith('127.'),
    client: request.headers['user-agent']?.slice(0, 200),
  };
}
