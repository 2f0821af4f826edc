import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import { errorKinds, type ErrorKind, type WireError } from '../../src-shared/protocol/core/error-kind.ts';
import type { OperationDefinition } from '../../src-shared/protocol/core/define.ts';
import { operations } from '../../src-shared/protocol/registry.ts';
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
    using client = new WireClient(world.host.url);
    await client.opened();
    if (token !== undefined && operation.name !== 'system.hello') {
      client.send('system.hello', { token, protocol: 1, client: { name: 'matrix', version: '1' } });
    }
    client.send(operation.name, data);
    const { code } = await client.ended();
    const isDone = client.frames.some((frame) => 'event' in frame || frame.ok);
    return code === 4001 && !isDone ? 'un' : `closed ${code}`;
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
    // Every frame is kept by the client, and a later look for an answer goes through all of them.
    client.frames.length = 0;
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

  async function cell(
    operation: OperationDefinition,
    { object, actor, transport, wanted }: Cell,
  ): Promise<string | undefined> {
    const question = await questionOf(operation, { object, actor, transport });
    const earlier = wanted === 'ok' ? '' : world.fingerprint();
    const who = actor === 'nobody' ? undefined : (question.as ?? person(world.people, actor));
    const token =
      actor === 'revoked' ? person(world.people, actor).grant.accessToken : who?.grant.accessToken;
    const found =
      transport !== 'socket'
        ? await overHttp(transport, operation, question.data, token)
        : who === undefined || actor === 'revoked'
          ? await withoutSession(operation, question.data, token)
          : await overSocket(who, operation, question.data);
    if (found === 'ok') await question.undo?.();
    if (question.as) question.as.socket.socket.terminate();
    if (found !== wanted) return `is answered ${found}, and the policy says ${wanted}`;
    if (wanted !== 'ok' && world.fingerprint() !== earlier) return 'was refused and changed something';
    return undefined;
  }

  for (const operation of operations as readonly OperationDefinition[]) {
    test(`A1 ${operation.name}: every actor, object and transport is answered as the policy says`, async () => {
      const wrong: string[] = [];
      const cells = cellsOf(operation);
      for (const one of cells) {
        const problem = await cell(operation, one);
        if (problem) wrong.push(`${one.transport}, ${one.object}, ${one.actor} ${problem}`);
      }
      total += cells.length;
      assert.deepEqual(wrong, []);
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
