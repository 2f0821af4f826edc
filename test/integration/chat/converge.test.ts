import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { must } from '../../../src-shared/base/assert.ts';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import { type Client, RequestError, type Transport } from '../../../src-shared/client/contract.ts';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import type { ErrorKind } from '../../../src-shared/protocol/core/error-kind.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import { LeanClient } from '../../harness/lean-client.ts';
import { clientUntil, memoryStorage, nodeClient, nodeTransport } from '../../harness/node-client.ts';
import { runRandom } from '../../harness/seeded-random.ts';
import { startTestHost } from '../../harness/test-host.ts';
import { joinAsGuest } from '../../harness/wire-client.ts';
import { RoomModel, type Wish } from './room-model.ts';

const isLong = process.env.HEARTH_TEST_LONG === '1';
const runs = isLong ? 2000 : 100;
const clientCount = 3;
const emojis = ['🎉', '👍', '❤️'];

/** What one of the clients does next; `target` picks among the messages known by then. */
const step = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('send' as const) },
    { weight: 5, arbitrary: fc.constant('edit' as const) },
    { weight: 3, arbitrary: fc.constant('delete' as const) },
    { weight: 8, arbitrary: fc.constant('react' as const) },
    { weight: 1, arbitrary: fc.constant('read' as const) },
    { weight: 1, arbitrary: fc.constant('reload' as const) },
    { weight: 1, arbitrary: fc.constant('cut' as const) },
    /** Waits for everything under way; between two of these all goes at once. */
    { weight: 4, arbitrary: fc.constant('settle' as const) },
  ),
  client: fc.nat(clientCount - 1),
  target: fc.nat(1000),
  emoji: fc.constantFrom(...emojis),
  on: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A shared client whose way can be cut, and that comes back at once. */
interface Person {
  readonly client: Client;
  readonly accountId: AccountId;
  cut(): void;
}

async function startPerson(url: string, displayName: string): Promise<Person> {
  let cut = () => {};
  const transport: Transport = {
    open(to, events) {
      let isCut = false;
      const link = nodeTransport.open(to, {
        opened: () => {
          if (!isCut) events.opened();
        },
        received: (text) => {
          if (!isCut) events.received(text);
        },
        closed: (code, reason) => {
          if (!isCut) events.closed(code, reason);
        },
      });
      cut = () => {
        if (isCut) return;
        isCut = true;
        link.close();
        events.closed(1006, '');
      };
      return link;
    },
  };
  const client = nodeClient(url, memoryStorage(), transport);
  await client.join({ displayName });
  client.subscribe(() => {
    if (client.state.kind === 'waiting') client.retryNow();
  });
  const account = await clientUntil(client, () => client.replica.account);
  return { client, accountId: account.accountId, cut: () => cut() };
}

type ChangeOperation = 'chat.sendMessage' | 'chat.editMessage' | 'chat.deleteMessage' | 'chat.react';

/** Asks until there is an answer, with one nonce; the message as answered, or why not. */
async function perform<Name extends ChangeOperation>(
  { client }: Person,
  operation: Name,
  input: Input<Name>,
): Promise<{ message: Message; attempts: number } | { refused: ErrorKind }> {
  for (let attempts = 1; ; attempts += 1) {
    await clientUntil(client, () => (client.state.kind === 'live' ? true : undefined));
    try {
      const { message } = (await client.request(operation, input)) as { message: Message };
      return { message, attempts };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (error.wire.kind !== 'unavailable') return { refused: error.wire.kind };
    }
  }
}

/** One room, one sequence of steps. */
class Run {
  readonly model = new RoomModel();
  readonly #people: readonly Person[];
  readonly #roomId: RoomId;
  readonly #run: number;
  readonly #known: Message[] = [];
  #underWay: Promise<void>[] = [];
  #number = 0;

  constructor(options: { people: readonly Person[]; roomId: RoomId; run: number }) {
    this.#people = options.people;
    this.#roomId = options.roomId;
    this.#run = options.run;
  }

  async steps(steps: readonly Step[]): Promise<void> {
    for (const next of steps) {
      const person = must(this.#people[next.client], 'a person');
      if (next.kind === 'settle') await this.settle();
      else if (next.kind === 'cut') person.cut();
      else if (next.kind === 'reload') this.#do(person.client.loadLatest(this.#roomId).catch(unlessCut));
      else if (next.kind === 'read') this.#read(person);
      else this.#change(person, next);
    }
    await this.settle();
  }

  async settle(): Promise<void> {
    const waiting = this.#underWay;
    this.#underWay = [];
    await Promise.all(waiting);
  }

  #do(work: Promise<void>): void {
    this.#underWay.push(work);
  }

  #read({ client }: Person): void {
    const seq = client.replica.rooms.get(this.#roomId)?.room.lastSeq;
    if (seq !== undefined && seq > 0)
      this.#do(client.request('chat.markRead', { roomId: this.#roomId, seq }).then(ignore, unlessCut));
  }

  #change(person: Person, next: Step): void {
    this.#number += 1;
    const nonce = `${this.#run}-${this.#number}`;
    const text = `text ${nonce}`;
    const roomId = this.#roomId;
    const by = person.accountId;
    const known = this.#known[next.target % Math.max(1, this.#known.length)];
    if (next.kind === 'send' || !known) {
      this.model.wish({ kind: 'send', by, text });
      this.#do(this.#sent(perform(person, 'chat.sendMessage', { roomId, text, nonce })));
      return;
    }
    const { seq } = known;
    if (next.kind === 'edit') {
      const wish: Wish = { kind: 'edit', by, seq, text };
      const isAllowed = by === known.senderId;
      if (isAllowed) this.model.wish(wish);
      this.#do(
        this.#changed(
          wish,
          { known, isAllowed },
          perform(person, 'chat.editMessage', { roomId, seq, text, nonce }),
        ),
      );
    } else if (next.kind === 'delete') {
      const wish: Wish = { kind: 'delete', seq };
      const isAllowed = by === known.senderId || person === this.#people[0];
      if (isAllowed) this.model.wish(wish);
      this.#do(
        this.#changed(
          wish,
          { known, isAllowed },
          perform(person, 'chat.deleteMessage', { roomId, seq, nonce }),
        ),
      );
    } else {
      const { emoji, on } = next;
      const wish: Wish = { kind: 'react', by, seq, emoji, on };
      this.model.wish(wish);
      this.#do(
        this.#changed(
          wish,
          { known, isAllowed: true },
          perform(person, 'chat.react', { roomId, seq, emoji, on, nonce }),
        ),
      );
    }
  }

  async #sent(answer: ReturnType<typeof perform>): Promise<void> {
    const sent = await answer;
    assert.ok('message' in sent, JSON.stringify(sent));
    this.#known.push(sent.message);
  }

  /** What the answer must say of itself: refused where it had to be, and else the message with the wish applied. */
  async #changed(
    wish: Wish,
    { known, isAllowed }: { known: Message; isAllowed: boolean },
    answer: ReturnType<typeof perform>,
  ): Promise<void> {
    const changed = await answer;
    if ('refused' in changed || !isAllowed) {
      assert.equal('refused' in changed ? changed.refused : 'done', isAllowed ? 'gone' : 'forbidden');
      return;
    }
    const { message, attempts } = changed;
    assert.equal(message.seq, known.seq);
    // An answer to a retry is the message as it is by then, which others may have changed.
    if (attempts > 1) return;
    if (wish.kind === 'edit') assert.equal(message.text, wish.text);
    if (wish.kind === 'delete') assert.equal(message.deleted, true);
    if (wish.kind === 'react') {
      const has = message.reactions.some(
        ({ emoji, accountIds }) => emoji === wish.emoji && accountIds.includes(wish.by),
      );
      assert.equal(has, wish.on);
    }
  }
}

const ignore = () => undefined;

function unlessCut(error: unknown): void {
  if (!(error instanceof RequestError && error.wire.kind === 'unavailable')) throw error;
}

test('I5 edits, deletions and reactions in any interleaving, with cuts: every client converges to the model', async (context) => {
  const { seed } = runRandom(context);
  await using host = await startTestHost();
  using closing = new DisposableStack();
  const people: Person[] = [];
  for (let index = 0; index < clientCount; index += 1) {
    const person = await startPerson(host.url, `person ${index}`);
    closing.defer(() => person.client.close());
    people.push(person);
  }
  const first = must(people[0], 'a person');
  using observer = await LeanClient.signedIn(host.url, (await joinAsGuest(host.url, 'observer')).accessToken);
  const observerId = (await observer.hello).account.accountId;
  let runCount = 0;
  let changeCount = 0;

  async function runSteps(steps: readonly Step[]): Promise<void> {
    runCount += 1;
    const memberIds = [...people.slice(1).map(({ accountId }) => accountId), observerId];
    await clientUntil(first.client, () => (first.client.state.kind === 'live' ? true : undefined));
    const { room } = await first.client.request('chat.createRoom', {
      kind: 'group',
      name: `run ${runCount}`,
      visibility: 'private',
      memberIds,
    });
    const { roomId } = room;
    const run = new Run({ people, roomId, run: runCount });
    const seen: Message[] = [];
    observer.onEvent = (event) => {
      if ('message' in event.data && event.data.message.roomId === roomId) seen.push(event.data.message);
    };
    for (const { client } of people) {
      await clientUntil(client, () => client.replica.rooms.get(roomId));
      await client.openRoom(roomId);
    }
    await run.steps(steps);
    // Its reply stands behind every event published before it.
    const page = await observer.call('chat.history', { roomId, limit: 100 });
    let version = room.version;
    for (const message of seen) {
      version += 1;
      assert.equal(message.version, version, 'a version is missing');
      run.model.changed(message);
    }
    changeCount += seen.length;
    assert.deepEqual(page.messages, run.model.messages, 'history read afresh');
    for (const wish of run.model.unused) {
      const target =
        wish.kind === 'send' ? undefined : run.model.messages.find(({ seq }) => seq === wish.seq);
      assert.ok(wish.kind === 'react' || target?.deleted, `${JSON.stringify(wish)} had no effect`);
    }
    for (const person of people) await checkReplica(person, { roomId, model: run.model, version });
    for (const { client } of people) await client.request('chat.leaveRoom', { roomId });
    await observer.call('chat.leaveRoom', { roomId });
  }

  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 40, size: 'max' }), runSteps), {
    numRuns: runs,
    seed,
    interruptAfterTimeLimit: isLong ? 1_800_000 : 60_000,
    markInterruptAsFailure: true,
  });
  context.diagnostic(`${runCount} runs, ${changeCount} changes`);
  assert.deepEqual(await host.host.verify(), []);
});

async function checkReplica(
  { client, accountId }: Person,
  { roomId, model, version }: { roomId: RoomId; model: RoomModel; version: number },
): Promise<void> {
  const room = await clientUntil(client, () => {
    const state = client.replica.rooms.get(roomId);
    return client.state.kind === 'live' && state?.version === version ? state : undefined;
  });
  if (room.hasBefore === undefined) await client.openRoom(roomId);
  const { messages } = must(client.replica.rooms.get(roomId), 'the room');
  assert.deepEqual(
    messages.map(({ message, mine }) => ({ message, mine: [...mine] })),
    model.messages.map((message) => ({ message, mine: model.mine(accountId, message) })),
    'a client’s replica',
  );
  const { rooms } = await client.request('chat.listRooms', {});
  const listed = must(
    rooms.find((one) => one.roomId === roomId),
    'the room in the list',
  );
  assert.equal(listed.unread, model.unread(accountId, listed.readSeq), 'unread as the host counts');
  const held = must(client.replica.rooms.get(roomId), 'the room');
  assert.deepEqual(
    [held.unread, held.readSeq],
    [listed.unread, listed.readSeq],
    'unread as the client counts',
  );
}
