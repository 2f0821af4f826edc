import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../../src-shared/base/log.ts';
import { errorKinds } from '../../../src-shared/protocol/core/error-kind.ts';
import { type AccountActor, type Actor, anonymous } from '../../kernel/actor.ts';
import { Refusal, refuse } from '../../kernel/hearth-error.ts';
import { EncodedJson, type Origin } from '../../kernel/operation.ts';
import type { Authenticator, Connections } from '../../kernel/ports.ts';
import { type Dispatcher, toRefusal } from '../dispatch/dispatcher.ts';
import { hasLoneSurrogate } from '../dispatch/json-guard.ts';
import type { TableEntry } from '../dispatch/operation-table.ts';
import { type Doors, hostOf, isForeign } from './doors.ts';
import { httpLimits } from './http-server.ts';
import { endAfterBody } from './linger.ts';
import { isJson, parseObject, readJsonBody } from './read-body.ts';
import { apiHeaders } from './security-headers.ts';
import { serveStatic, type StaticFiles } from './static-files.ts';

export interface HttpDoorOptions {
  readonly doors: Doors;
  readonly dispatcher: Dispatcher;
  readonly authenticator: Authenticator;
  readonly connections: Connections;
  readonly staticFiles: StaticFiles;
  readonly mayServe: (actor: Actor) => Refusal | undefined;
  readonly originOf: (request: IncomingMessage) => Origin;
  /** The OpenAPI document as JSON text. */
  readonly openApi: () => string;
  readonly metricsText: () => Promise<string>;
  readonly log: Log;
}

const apiPrefix = '/api/v1/';

/** Plain paths that stand for an operation of another name. */
const aliases: ReadonlyMap<string, string> = new Map([['health', 'system.health']]);

/** HTTP: the built client as fixed files, and every operation as a POST, reads as GET too. */
export class HttpDoor {
  readonly #options: HttpDoorOptions;

  constructor(options: HttpDoorOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      // A client that goes away within its own body is nobody's fault here.
      if (!request.complete && (request.destroyed || response.destroyed)) return;
      this.#refuse(response, toRefusal(error, this.#options.log, 'http'));
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { doors, staticFiles } = this.#options;
    if (request.rawHeaders.length > httpLimits.headers * 2) {
      const message = `A request holds at most ${httpLimits.headers} headers.`;
      this.#refuse(response, refuse('too_large', message), { status: 431 });
      return;
    }
    if (!doors.hostAllowed(hostOf(request))) {
      const refusal = refuse('bad_request', 'This host does not answer to that name. Use its address.');
      this.#refuse(response, refusal, { status: 421 });
      return;
    }
    const [path, query] = splitOnce(request.url ?? '', '?');
    if (path.startsWith(apiPrefix) || path === '/metrics') {
      if (isForeign(request.headers, doors)) {
        this.#refuse(response, refuse('forbidden', 'Another website may not use this host.'));
        return;
      }
      if (doors.isGuestOrigin(request.headers.origin) && allowGuestOrigin(request, response)) return;
      await this.#api(request, response, path, query);
      return;
    }
    const file = staticFiles.get(path);
    if (!file) {
      this.#refuse(response, refuse('not_found', 'There is nothing here.'));
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      this.#refuse(response, readOnly, { status: 405, allow: 'GET, HEAD' });
      return;
    }
    serveStatic(file, request, response);
  }

  async #api(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    if (path === '/metrics' || path === `${apiPrefix}openapi.json`) {
      await this.#document(request, response, path);
      return;
    }
    const local = path.slice(apiPrefix.length);
    const alias = aliases.get(local);
    const entry = this.#options.dispatcher.find(alias ?? local.replace('/', '.'));
    if (!entry?.onHttp || (alias === undefined && !/^[a-zA-Z]+\/[a-zA-Z]+$/.test(local))) {
      this.#refuse(response, refuse('not_found', 'This host has no such operation.'));
      return;
    }
    const isGet = request.method === 'GET' && entry.definition.effect === 'read';
    if (request.method !== 'POST' && !isGet) {
      const allow = entry.definition.effect === 'read' ? 'GET, POST' : 'POST';
      const refusal = refuse('unsupported', `This operation takes ${allow.replace(',', ' or')}.`);
      this.#refuse(response, refusal, { status: 405, allow });
      return;
    }
    if (!isGet && !isJson(request)) {
      const message = 'Send the input as JSON with Content-Type: application/json.';
      this.#refuse(response, refuse('unsupported', message));
      return;
    }
    const actor = await this.#actorOf(request, entry);
    if (actor instanceof Refusal) {
      this.#refuse(response, actor);
      return;
    }
    const input = isGet ? queryInput(entry, query) : await readJsonBody(request);
    if (input instanceof Refusal) {
      this.#refuse(response, input);
      return;
    }
    if (hasLoneSurrogate(input)) {
      this.#refuse(response, refuse('bad_request', 'The text holds half a character.'));
      return;
    }
    this.#run(request, response, entry, input, actor);
  }

  #run(
    request: IncomingMessage,
    response: ServerResponse,
    entry: TableEntry,
    input: object,
    actor: Actor,
  ): void {
    const { dispatcher, log, originOf } = this.#options;
    const context = { actor, origin: originOf(request), connectionId: undefined, log };
    dispatcher.run({ entry, input, context }, (outcome) => {
      if (outcome instanceof Refusal) this.#refuse(response, outcome);
      else this.#answer(response, outcome);
    });
  }

  /** Who asks: nobody, or the session behind the token while it is connected. */
  async #actorOf(request: IncomingMessage, entry: TableEntry): Promise<Actor | Refusal> {
    const { authenticator, connections, mayServe } = this.#options;
    const token = bearer(request);
    if (token === undefined) {
      return entry.definition.access === 'anyone' ? (mayServe(anonymous) ?? anonymous) : signInFirst;
    }
    const actor = await authenticator.authenticate(token);
    if (!actor) {
      return entry.definition.access === 'anyone' ? (mayServe(anonymous) ?? anonymous) : signInFirst;
    }
    if (!entry.definition.withoutConnection && !connections.recentlyConnected(actor.sessionId)) {
      return connectFirst;
    }
    return mayServe(actor) ?? actor;
  }

  async #document(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.method !== 'GET') {
      this.#refuse(response, readOnly, { status: 405, allow: 'GET' });
      return;
    }
    if (path === '/metrics') {
      const token = bearer(request);
      const actor: AccountActor | undefined =
        token === undefined ? undefined : await this.#options.authenticator.authenticate(token);
      if (actor?.role !== 'owner') {
        this.#refuse(
          response,
          actor ? refuse('forbidden', 'Only the owner of this host may do that.') : signInFirst,
        );
        return;
      }
      if (!this.#options.connections.recentlyConnected(actor.sessionId)) {
        this.#refuse(response, connectFirst);
        return;
      }
      const text = await this.#options.metricsText();
      response.writeHead(200, { ...apiHeaders, 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
      return;
    }
    response.writeHead(200, { ...apiHeaders, 'Content-Type': 'application/json; charset=utf-8' });
    response.end(this.#options.openApi());
  }

  #answer(response: ServerResponse, outcome: unknown): void {
    const body =
      outcome instanceof EncodedJson
        ? Buffer.concat(outcome.parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
        : Buffer.from(JSON.stringify(outcome));
    response.writeHead(200, { ...jsonHeaders, 'Content-Length': body.length });
    response.end(body);
  }

  #refuse(response: ServerResponse, refusal: Refusal, how: { status?: number; allow?: string } = {}): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const body = JSON.stringify({ error: refusal.toWire() });
    const headers: Record<string, string | number> = {
      ...jsonHeaders,
      'Content-Length': Buffer.byteLength(body),
    };
    if (refusal.retryAfterMs !== undefined) headers['Retry-After'] = Math.ceil(refusal.retryAfterMs / 1000);
    if (how.allow !== undefined) headers.Allow = how.allow;
    const { req: request } = response;
    // A body that was not read must not be taken for the next request.
    if (!request.complete) headers.Connection = 'close';
    response.writeHead(how.status ?? errorKinds[refusal.kind].status, headers);
    if (request.complete || request.method === 'HEAD') response.end(body);
    else endAfterBody(request, response, body);
  }
}

const readOnly = refuse('unsupported', 'This can only be read.');
const jsonHeaders = { ...apiHeaders, 'Content-Type': 'application/json; charset=utf-8' };
const signInFirst = refuse('unauthenticated', 'Sign in first.');
const connectFirst = refuse(
  'unauthenticated',
  'Open the socket first: over HTTP a session works while it is connected.',
);

function bearer(request: IncomingMessage): string | undefined {
  const match = /^Bearer ([\x21-\x7e]{1,4096})$/.exec(request.headers.authorization ?? '');
  return match?.[1];
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** `?input={…}` or plain parameters, numbers and truth values told apart by the schema. */
function queryInput(entry: TableEntry, query: string): object | Refusal {
  const parameters = new URLSearchParams(query);
  const whole = parameters.get('input');
  if (whole !== null) return parseObject(whole);
  const schema = entry.definition.input as { properties?: Record<string, { type?: string }> };
  const properties = new Map(Object.entries(schema.properties ?? {}));
  return Object.fromEntries(
    Array.from(parameters, ([key, text]) => [key, scalar(text, properties.get(key)?.type)]),
  );
}

/** What the schema wants to read out of the text; anything else stays text, which the schema then refuses. */
function scalar(text: string, type: string | undefined): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** A preflight is asked once in this many seconds. */
const preflightSeconds = 600;

/**
 * Lets a page of the desktop app read the answer (Fetch standard, CORS protocol); true when the request was only the
 * question whether it may.
 */
function allowGuestOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '');
  response.setHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, {
    ...apiHeaders,
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'authorization, content-type',
    'Access-Control-Max-Age': preflightSeconds,
  });
  response.end();
  return true;
}
