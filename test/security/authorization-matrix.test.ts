import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { must } from '../../src-shared/base/assert.ts';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import { errorKinds, type ErrorKind, type WireError } from '../../src-shared/protocol/core/error-kind.ts';
import type { OperationDefinition } from '../../src-shared/protocol/core/define.ts';
import { operations } from '../../src-shared/protocol/registry.ts';
import { helloOf, RawWebSocket } from '../harness/raw-socket.ts';
import { post, WireClient } from '../harness/wire-client.ts';
import { type Question, questions } from './authorization/cells.ts';
import {
  type ActorName,
  actors,
  type Answer,
  answers,
  onTransport,
  policy,
  readRow,
  type TransportName,
} from './authorization/policy.ts';
import { buildWorld, type Person, person, type World } from './authorization/world.ts';

/** Questions that are out at the same time; more than the host begins for one connection would only wait. */
const atOnce = 32;
const transports = ['POST', 'socket', 'GET'] as const;
const byKind = new Map<string, Answer>(
  Object.entries(answers).map(([short, kind]) => [kind, short as Answer]),
);

/** Another kind than the policy knows is shown as it is. */
function short(kind: ErrorKind): string {
  return byKind.get(kind) ?? kind;
}

/** `chat.sync` answers for each room apart. */
function done(data: unknown): string {
  const { rooms } = data as { rooms?: readonly { gone?: true }[] };
  return Array.isArray(rooms) && rooms[0]?.gone ? 'go' : 'ok';
}

test('A1 every operation has rows, and every row a question', () => {
  for (const { name } of operations) {
    assert.ok(Object.keys(policy[name] ?? {}).length > 0, `${name} has no row`);
    for (const row of Object.keys(policy[name])) assert.ok(questions[name][row], `${name}: ${row}`);
  }
  assert.equal(Object.keys(policy).length, operations.length, 'rows of operations that are not served');
});

describe('A1 the authorisation matrix', () => {
  let world: World;
  let total = 0;

  before(async () => {
    world = await buildWorld();
  });
  after(() => world.close());

  async function overHttp(
    method: 'GET' | 'POST',
    operation: OperationDefinition,
    data: object,
    token: string | undefined,
  ): Promise<string> {
    const isGet = method === 'GET';
    const query = isGet ? `?input=${encodeURIComponent(JSON.stringify(data))}` : '';
    const answer = await fetch(`${world.host.url}/api/v1/${operation.name.replace('.', '/')}${query}`, {
      method,
      headers: {
        ...(isGet ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(isGet ? {} : { body: JSON.stringify(data) }),
    });
    const body: unknown = await answer.json();
    if (answer.status === 200) return done(body);
    const { kind } = (body as { error: WireError }).error;
    const isMethod = answer.status === 405 && kind === 'unsupported';
    return isMethod || answer.status === errorKinds[kind].status ? short(kind) : `${kind} ${answer.status}`;
  }

  /** Without a session: whatever is sent, nothing may be answered but that hello failed, and the end is 4001. */
  async function withoutSession(operation: OperationDefinition, data: object, token: string | undefined) {
    using client = await RawWebSocket.open(world.host.host.port);
    if (token !== undefined && operation.name !== 'system.hello') {
      client.request(1, 'system.hello', helloOf(token));
    }
    client.request(2, operation.name, data);
    await client.ending();
    const isDone = client.texts.some((text) => !text.includes('"ok":false'));
    return client.closeCode === 4001 && !isDone ? 'un' : `closed ${client.closeCode}`;
  }

  async function overSocket(who: Person, operation: OperationDefinition, data: object): Promise<string> {
    const isHello = operation.name === 'system.hello';
    const client = isHello ? new WireClient(world.host.url) : who.socket;
    if (isHello) await client.opened();
    const reply = await client.reply(client.send(operation.name, data)).catch((error: unknown) => {
      // Whoever logs out hears the end of the session instead of an answer.
      if (operation.name === 'account.logout' && client.closed?.code === 4003)
        return { ok: true, data: {} } as const;
      throw error;
    });
    if (isHello) client.socket.terminate();
    return reply.ok ? done(reply.data) : short(reply.error.kind);
  }

  const asked = new Map<string, Question>();

  /** What the transport alone refuses may be asked with the words that were used up a moment ago. */
  async function questionOf(
    operation: OperationDefinition,
    { object, actor, transport }: Pick<Cell, 'object' | 'actor' | 'transport'>,
  ): Promise<Question> {
    const key = `${operation.name} ${object} ${actor}`;
    const earlier = onTransport(transport, operation, actor) && asked.get(key);
    if (earlier) return { data: earlier.data };
    const ask = questions[operation.name as keyof typeof questions][object];
    assert.ok(ask, `${operation.name} has no question about “${object}”`);
    const question = await ask(world, actor);
    asked.set(key, question);
    return question;
  }

  /** How the cell is answered. */
  async function answerTo(
    operation: OperationDefinition,
    { actor, transport }: Cell,
    question: Question,
  ): Promise<string> {
    const who = actor === 'nobody' ? undefined : (question.as ?? person(world.people, actor));
    const token =
      actor === 'revoked' ? person(world.people, actor).grant.accessToken : who?.grant.accessToken;
    const found =
      transport !== 'socket'
        ? await overHttp(transport, operation, question.data, token)
        : who === undefined || actor === 'revoked'
          ? await withoutSession(operation, question.data, token)
          : await overSocket(who, operation, question.data);
    if (question.as) question.as.socket.socket.terminate();
    return found;
  }

  function mismatch(one: Cell, found: string): string[] {
    if (found === one.wanted) return [];
    return [
      `${one.transport}, ${one.object}, ${one.actor} is answered ${found}, and the policy says ${one.wanted}`,
    ];
  }

  /** What is to be refused is asked all at once, and nothing may be different afterwards. */
  async function askRefused(operation: OperationDefinition, cells: readonly Cell[]): Promise<string[]> {
    const problems: string[] = [];
    for (let at = 0; at < cells.length; at += atOnce) {
      const some = cells.slice(at, at + atOnce);
      const asking = await Promise.all(some.map((one) => questionOf(operation, one)));
      const earlier = world.fingerprint();
      const found = await Promise.all(
        asking.map((question, index) => answerTo(operation, must(some[index], 'its cell'), question)),
      );
      problems.push(...some.flatMap((one, index) => mismatch(one, found[index] ?? 'nothing')));
      if (world.fingerprint() !== earlier) problems.push(`one of ${JSON.stringify(some)} changed something`);
      for (const one of world.people.values()) one.socket.frames.length = 0;
    }
    return problems;
  }

  /** What is to be done is asked one after the other and undone. */
  async function askAllowed(operation: OperationDefinition, cells: readonly Cell[]): Promise<string[]> {
    const problems: string[] = [];
    for (const one of cells) {
      const question = await questionOf(operation, one);
      const found = await answerTo(operation, one, question);
      if (found === 'ok') await question.undo?.();
      problems.push(...mismatch(one, found));
      for (const other of world.people.values()) other.socket.frames.length = 0;
    }
    return problems;
  }

  for (const operation of operations as readonly OperationDefinition[]) {
    test(`A1 ${operation.name}: every actor, object and transport is answered as the policy says`, async () => {
      const cells = cellsOf(operation);
      total += cells.length;
      const refused = await askRefused(
        operation,
        cells.filter((one) => one.wanted !== 'ok'),
      );
      const allowed = await askAllowed(
        operation,
        cells.filter((one) => one.wanted === 'ok'),
      );
      assert.deepEqual([...refused, ...allowed], []);
    });
  }

  test('A1 figures and health are the owner’s, the description is everybody’s', async () => {
    for (const actor of actors) {
      const headers: Record<string, string> =
        actor === 'nobody'
          ? {}
          : { Authorization: `Bearer ${person(world.people, actor).grant.accessToken}` };
      const status = async (path: string) => {
        const answer = await fetch(world.host.url + path, { headers });
        await answer.arrayBuffer();
        return answer.status;
      };
      const wanted = actor === 'owner' ? 200 : actor === 'nobody' || actor === 'revoked' ? 401 : 403;
      assert.equal(await status('/metrics'), wanted, `metrics for ${actor}`);
      assert.equal(await status('/api/v1/health'), wanted, `health for ${actor}`);
      assert.equal(await status('/api/v1/openapi.json'), 200);
    }
  });

  test('C5 P29 the owner’s chat window has no power over the host', async () => {
    const { body } = await post(world.host.url, 'account.redeemOwnerTicket', {
      ticket: world.host.host.issueTicket('chat'),
    });
    const grant = body as TokenGrant;
    using socket = await WireClient.signedIn(world.host.url, grant.accessToken);
    const owners = operations.filter(({ access }) => access === 'owner');
    assert.ok(owners.length >= 6);
    for (const operation of owners as readonly OperationDefinition[]) {
      for (const [object, ask] of Object.entries(questions[operation.name as keyof typeof questions])) {
        const { data } = await ask(world, 'owner');
        const chatWindow = { ...person(world.people, 'owner'), grant, socket };
        const title = `${operation.name}, ${object}`;
        assert.equal(await overSocket(chatWindow, operation, data), 'no', title);
        assert.equal(await overHttp('POST', operation, data, grant.accessToken), 'no', title);
      }
    }
    const metrics = await fetch(`${world.host.url}/metrics`, {
      headers: { Authorization: `Bearer ${grant.accessToken}` },
    });
    assert.equal(metrics.status, 403);
  });

  test('A1 after all of it memory equals the database', async (context) => {
    context.diagnostic(`${total} cells`);
    assert.deepEqual(await world.host.host.verify(), []);
  });
});

interface Cell {
  readonly object: string;
  readonly actor: ActorName;
  readonly transport: TransportName;
  readonly wanted: Answer;
}

function cellsOf(operation: OperationDefinition): Cell[] {
  const rows = Object.entries(policy[operation.name as keyof typeof policy]);
  return rows.flatMap(([object, row]) =>
    [...readRow(row)].flatMap(([actor, answer]) =>
      answer === undefined
        ? []
        : transports.map((transport) => ({
            object,
            actor,
            transport,
            wanted: onTransport(transport, operation, actor) ?? answer,
          })),
    ),
  );
}
