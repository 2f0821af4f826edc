import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { OperationDefinition } from '../../src-shared/protocol/core/define.ts';
import { operations } from '../../src-shared/protocol/registry.ts';
import { migrations } from '../../src-main/store/migrator.ts';
import { type InputSchema, objectsIn, sampleOf } from '../harness/sample-input.ts';
import { startTestGateway, type TestGateway } from '../harness/test-gateway.ts';
import { WireClient } from '../harness/wire-client.ts';

/** Names of every column of every table, as SQL writes them and as the wire would. */
function columns(): string[] {
  const names = new Set<string>([
    'isAdmin',
    'admin',
    'permissions',
    'passwordHash',
    '__proto__',
    'constructor',
  ]);
  for (const { sql } of Object.values(migrations).flat()) {
    for (const [, body = ''] of sql.matchAll(/CREATE TABLE \w+ \(([\s\S]*?)\n\)/g)) {
      for (const [, column = ''] of body.matchAll(/^ {2}([a-z_]+) [A-Z]/gm)) names.add(column);
    }
    for (const [, column = ''] of sql.matchAll(/ADD COLUMN ([a-z_]+)/g)) names.add(column);
  }
  for (const name of names) {
    if (!name.startsWith('_'))
      names.add(name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  }
  return [...names];
}

/** The sample with one key more in one of its objects, as text: some keys cannot be set on an object. */
function withExtra(sample: object, at: number, column: string): string {
  const marked = structuredClone(sample);
  const target = objectsIn(marked)[at];
  assert.ok(target);
  target['the extra key'] = 'owner';
  return JSON.stringify(marked).replace('"the extra key"', JSON.stringify(column));
}

describe('A7 mass assignment', () => {
  let host: TestGateway;
  let owner: WireClient;
  const names = columns();

  before(async () => {
    host = await startTestGateway();
    owner = await WireClient.signedIn(host.url, 'ada/first/owner');
  });
  after(async () => {
    owner[Symbol.dispose]();
    await host[Symbol.asyncDispose]();
  });

  async function overHttp(name: string, body: string): Promise<number> {
    const answer = await fetch(`${host.url}/api/v1/${name.replace('.', '/')}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ada/first/owner' },
      body,
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  async function overSocket(definition: OperationDefinition, bodies: readonly string[]): Promise<string[]> {
    const first = 1_000_000 + host.handled.length;
    const ids = bodies.map((body, at) => {
      owner.socket.send(`{"id":${first + at},"op":"${definition.name}","data":${body}}`);
      return first + at;
    });
    const replies = await Promise.all(ids.map((id) => owner.reply(id)));
    owner.frames.length = 0;
    return replies.map((reply) => (reply.ok ? 'ok' : reply.error.kind));
  }

  test('A7 every object of every input refuses every column that it does not name', async (context) => {
    assert.ok(names.length > 100, `${names.length} columns`);
    for (const name of ['role', 'displayName', 'sender_id', 'passwordHash', 'hasLeft'])
      assert.ok(names.includes(name));
    let tried = 0;
    for (const definition of operations as readonly OperationDefinition[]) {
      if (definition.name === 'system.hello') continue;
      const schema = definition.input as InputSchema;
      const sample = sampleOf(schema) as object;
      const served = definition.transports ?? ['http', 'socket'];
      const onSocket = served.includes('socket');
      const good = JSON.stringify(sample);
      if (onSocket) assert.deepEqual(await overSocket(definition, [good]), ['ok'], definition.name);
      else assert.equal(await overHttp(definition.name, good), 200, definition.name);
      const handledBefore = host.handled.length;
      for (const [at, object] of objectsIn(sample).entries()) {
        const own = new Set(at === 0 ? Object.keys(schema.properties ?? {}) : Object.keys(object));
        // Of inner objects the schema may know optional keys too; `epoch` of sync is the only one.
        const extras = names.filter((name) => !own.has(name) && !(at > 0 && name === 'epoch'));
        const bodies = extras.map((name) => withExtra(sample, at, name));
        tried += bodies.length;
        if (onSocket) {
          const kinds = await overSocket(definition, bodies);
          const wrong = extras.filter((_, index) => kinds[index] !== 'bad_request');
          assert.deepEqual(wrong, [], `${definition.name} takes these`);
        }
        if (served.includes('http')) {
          const few = onSocket ? bodies.filter((_, index) => index % 40 === 0) : bodies;
          for (const body of few)
            assert.equal(await overHttp(definition.name, body), 400, `${definition.name} ${body}`);
        }
      }
      assert.equal(host.handled.length, handledBefore, `${definition.name} ran`);
    }
    context.diagnostic(`${tried} inputs with one key too many, ${names.length} columns`);
  });
});
