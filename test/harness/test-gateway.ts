import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { must } from '../../src-shared/base/assert.ts';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { AccountId, DeviceId, RoomId, SessionId } from '../../src-shared/base/ids.ts';
import { type Log, silentLog } from '../../src-shared/base/log.ts';
import { type OperationName, operations } from '../../src-shared/protocol/registry.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../src-main/gateway/create-gateway.ts';
import type { StaticFile } from '../../src-main/gateway/http/static-files.ts';
import type { AccountActor } from '../../src-main/kernel/actor.ts';
import { noMetrics } from '../../src-main/kernel/metrics.ts';
import type { BoundOperation } from '../../src-main/kernel/operation.ts';
import type { Authenticator, ConnectionObserver, HelloPart } from '../../src-main/kernel/ports.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';

export const roomA = 'room-a' as RoomId;
export const roomB = 'room-b' as RoomId;

/** A token names its account, session and role: `ada`, `ada/second`, `ada/first/owner`. */
export function actorOf(token: string): AccountActor {
  const [name = '', session = 'first', role = 'member'] = token.split('/');
  return {
    kind: 'account',
    accountId: name as AccountId,
    accountKind: role === 'guest' ? 'guest' : 'member',
    role: role as AccountActor['role'],
    sessionId: `${name}-${session}` as SessionId,
    deviceId: `${name}-device` as DeviceId,
  };
}

export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly url: string;
  readonly port: number;
  /** Names of the operations whose handlers ran, in order. */
  readonly handled: { name: string; input: unknown }[];
  /** What a gauge of the gateway says now. */
  gauge(name: string): number;
  /** Waits until nobody is connected any more; ten seconds at the most. */
  empty(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly limitProfile?: 'normal' | 'open';
  readonly maxSockets?: number;
  readonly httpLimits?: GatewayOptions['httpLimits'];
  readonly staticFiles?: Record<string, string>;
  readonly handlers?: Partial<Record<OperationName, BoundOperation['handle']>>;
  readonly helloParts?: readonly HelloPart[];
  readonly authenticator?: Partial<Authenticator>;
  readonly observers?: readonly ConnectionObserver[];
  readonly mayServe?: Parameters<Gateway['serve']>[0]['mayServe'];
}

/** A real gateway on a free port with doubles behind it: every token but `bad` is good, everybody is in room A. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const gauges = new Map<string, () => number>();
  const gauge = (name: string) => must(gauges.get(name), name)();
  const gateway = createGateway({
    clock: options.clock ?? systemClock,
    log: options.log ?? silentLog,
    metrics: { ...noMetrics, gauge: (name, _help, read) => void gauges.set(name, read) },
    randomBytes: (count) => randomBytes(count),
    limitProfile: options.limitProfile ?? 'open',
    hostNames: () => ['hearth-box', 'hearth-box.local', '192.168.1.20', 'fe80::1'],
    extraOrigins: ['hearth-app://window'],
    staticFiles: new Map(
      Object.entries(options.staticFiles ?? {}).map(([path, text]) => [path, staticFile(text)]),
    ),
    maxSockets: options.maxSockets ?? 5000,
    version: '1.2.3',
    ...(options.httpLimits ? { httpLimits: options.httpLimits } : {}),
  });
  const handled: TestGateway['handled'] = [];
  gateway.serve({
    operations: operations
      .filter((definition) => definition.name !== 'system.hello')
      .map((definition) => ({
        definition,
        handle(input, context) {
          handled.push({ name: definition.name, input });
          return options.handlers?.[definition.name]?.(input, context) ?? {};
        },
      })),
    authenticator: {
      authenticate: (token) => (token === 'bad' ? undefined : actorOf(token)),
      seen() {},
      ...options.authenticator,
    },
    helloParts: options.helloParts ?? [memberOf(roomA)],
    observers: options.observers ?? [],
    mayServe: options.mayServe ?? (() => undefined),
    metricsText: () => Promise.resolve('hearth_up 1\n'),
  });
  const { port } = await gateway.listen({ port: 0, bind: '127.0.0.1' });
  return {
    gateway,
    port,
    url: `http://127.0.0.1:${port}`,
    handled,
    gauge,
    async empty() {
      const tooLate = AbortSignal.timeout(10_000);
      while (gauge('hearth_sockets') > 0) await wait(10, undefined, { signal: tooLate });
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
    },
  };
}

export function memberOf(...audiences: readonly RoomId[]): HelloPart {
  return {
    prepare: () => Promise.resolve(undefined),
    snapshot: (actor) => ({ fields: { account: { accountId: actor.accountId }, rooms: [] }, audiences }),
  };
}

function staticFile(text: string): StaticFile {
  return {
    body: Buffer.from(text),
    contentType: 'text/html; charset=utf-8',
    brotli: undefined,
    gzip: undefined,
    etag: '"1"',
    immutable: false,
  };
}
