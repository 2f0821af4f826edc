import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../src-shared/base/assert.ts';
import type { RoomId } from '../../src-shared/base/ids.ts';
import {
  type Client,
  type ClientStorage,
  RequestError,
  type RoomState,
} from '../../src-shared/client/contract.ts';
import type { Message } from '../../src-shared/protocol/chat/entities.ts';
import { errorKinds } from '../../src-shared/protocol/core/error-kind.ts';
import type { History } from './history-checker.ts';
import { clientUntil, memoryStorage, nodeClient } from './node-client.ts';

/** A host that is away comes back well within this. */
const patienceMs = 60_000;

/**
 * One person of a replayed day, at the shared client: comes, speaks, changes the name, leaves, in the order told, and
 * writes down in the history what was said and every message that the client's replica came to hold.
 */
export class ReplayPerson {
  /** What the history calls this person: nicks come again with other people behind them. */
  readonly name: string;
  /** Times that a room had to be fetched afresh instead of being caught up. */
  resets = 0;
  /** What went wrong on this side; empty when all is well. */
  readonly problems: string[] = [];
  readonly #nick: string;
  readonly #url: string;
  readonly #roomId: RoomId;
  readonly #history: History;
  readonly #storage: ClientStorage = memoryStorage();
  /** Values sent and not seen answered, by nonce. */
  readonly #unanswered = new Map<string, string>();
  #client: Client | undefined;
  #visits = 0;
  #reader = '';
  #lastSeq: number | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: { name: string; nick: string; url: string; roomId: RoomId; history: History }) {
    this.name = options.name;
    this.#nick = options.nick;
    this.#url = options.url;
    this.#roomId = options.roomId;
    this.#history = options.history;
  }

  get isPresent(): boolean {
    return this.#client !== undefined;
  }

  get room(): RoomState | undefined {
    return this.#client?.replica.rooms.get(this.#roomId);
  }

  /** Everything told so far is done, and all that was said is answered. */
  async settled(): Promise<void> {
    this.#then(async () => {
      if (this.#client) await this.#allAnswered();
    });
    await this.#queue;
  }

  come(): void {
    this.#then(() => this.#come());
  }

  say(text: string): void {
    this.#then(async () => {
      if (!this.#client) await this.#come();
      const client = must(this.#client, 'a client');
      this.#history.invoke({ client: this.name, room: this.#roomId, value: text });
      const nonce = client.send({ roomId: this.#roomId, text, replyTo: undefined });
      this.#unanswered.set(nonce, text);
    });
  }

  rename(displayName: string): void {
    this.#then(async () => {
      if (!this.#client) await this.#come();
      // A name that looks like somebody's is refused; the person then keeps the old one.
      await this.#insist((client) => client.request('profile.update', { displayName }));
    });
  }

  leave(): void {
    this.#then(async () => {
      const client = this.#client;
      if (!client) return;
      await this.#allAnswered();
      this.#history.leave({ reader: this.#reader, room: this.#roomId, upToSeq: this.#lastSeq ?? 0 });
      // From here on others may speak before the host lets go: that is seen no more.
      this.#client = undefined;
      await this.#insist(() => client.request('chat.leaveRoom', { roomId: this.#roomId }), client);
      client.close();
    });
  }

  /** Until the replica stands at the room's head. */
  async caughtUp(head: number): Promise<void> {
    this.#then(async () => {
      const client = this.#client;
      const atHead = () => (this.room?.version === head ? true : undefined);
      if (client) await this.#until(client, atHead, `version ${head}`);
    });
    await this.#queue;
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #then(action: () => Promise<void>): void {
    this.#queue = this.#queue.then(action).catch((error: unknown) => {
      this.problems.push(`${this.name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async #come(): Promise<void> {
    if (this.#client) return;
    const client = nodeClient(this.#url, this.#storage);
    if (this.#visits === 0) await this.#join(client);
    else if (!client.resume()) throw new Error('the session of the last visit is gone');
    await this.#insist(() => client.request('chat.joinRoom', { roomId: this.#roomId }), client);
    await this.#until(
      client,
      () => (client.replica.rooms.get(this.#roomId)?.joined ? true : undefined),
      'the room',
    );
    this.#visits += 1;
    this.#reader = `${this.name} #${this.#visits}`;
    this.#lastSeq = undefined;
    this.#client = client;
    client.subscribe(() => this.#look());
    await this.#insist(() => client.openRoom(this.#roomId), client);
    this.#look();
  }

  /** Names are told apart by look, so a nick may have to make do with a number behind it. */
  async #join(client: Client): Promise<void> {
    const startedMs = performance.now();
    for (let number = 1; performance.now() - startedMs < patienceMs; ) {
      try {
        await client.join({ displayName: number === 1 ? this.#nick : `${this.#nick} ${number}` });
        return;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.wire.kind === 'conflict') number += 1;
        else if (error.wire.kind === 'bad_request') number = 1000 + Math.floor(Math.random() * 100_000);
        else await sleep(100);
      }
    }
    throw new Error('no way in');
  }

  /** Repeats what the broken way or the absent host prevented; other refusals are answers. */
  async #insist(work: (client: Client) => Promise<unknown>, client = this.#client): Promise<void> {
    if (!client) return;
    const startedMs = performance.now();
    while (performance.now() - startedMs < patienceMs) {
      try {
        await this.#until(client, () => (client.state.kind === 'live' ? true : undefined), 'a connection');
        await work(client);
        return;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (!errorKinds[error.wire.kind].retry) return;
      }
    }
    throw new Error('the host never answered');
  }

  #allAnswered(): Promise<void> {
    const client = must(this.#client, 'a client');
    return this.#until(client, () => (this.#unanswered.size === 0 ? true : undefined), 'answers');
  }

  async #until(client: Client, look: () => true | undefined, what: string): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      try {
        await clientUntil(client, look);
        return;
      } catch (error) {
        if (performance.now() - startedMs > patienceMs) {
          const { version } = this.room ?? {};
          throw new Error(`waited for ${what} in vain, ${client.state.kind} at version ${version}`, {
            cause: error,
          });
        }
      }
    }
  }

  /** Called after every change of the replica. */
  #look(): void {
    const { room } = this;
    if (!room?.joined) return;
    if (room.hasBefore === undefined) {
      if (this.#lastSeq !== undefined) this.#wasReset();
      return;
    }
    if (this.#lastSeq === undefined) {
      this.#lastSeq = (room.messages[0]?.message.seq ?? room.room.lastSeq + 1) - 1;
      this.#history.watch({ reader: this.#reader, room: this.#roomId, afterSeq: this.#lastSeq });
    }
    for (const { seq, text } of newerThan(room, this.#lastSeq)) {
      this.#history.observe({ reader: this.#reader, room: this.#roomId, seq, value: text });
      this.#lastSeq = seq;
    }
    if (this.#unanswered.size > 0) this.#lookForAnswers(room);
  }

  /** The host said that the room must be fetched afresh: what is seen from here on is seen as by somebody new. */
  #wasReset(): void {
    this.#history.leave({ reader: this.#reader, room: this.#roomId, upToSeq: this.#lastSeq ?? 0 });
    this.#lastSeq = undefined;
    this.resets += 1;
    this.#reader = `${this.name} #${this.#visits} after ${this.resets} resets`;
  }

  /** What the outbox let go of was answered, and stands in the replica. */
  #lookForAnswers(room: RoomState): void {
    const waiting = new Map(room.outgoing.map((message) => [message.nonce, message]));
    for (const [nonce, value] of this.#unanswered) {
      const about = { client: this.name, room: this.#roomId, value };
      const outgoing = waiting.get(nonce);
      if (outgoing?.failure) {
        this.#history.fail(about);
        this.#unanswered.delete(nonce);
        this.problems.push(`${this.name} was refused: ${outgoing.failure.message}`);
      } else if (!outgoing) {
        const seq = room.messages.find(({ message }) => message.text === value)?.message.seq;
        if (seq === undefined) continue;
        this.#history.ok({ ...about, seq });
        this.#unanswered.delete(nonce);
      }
    }
  }
}

function newerThan(room: RoomState, seq: number): Message[] {
  let start = room.messages.length;
  while ((room.messages[start - 1]?.message.seq ?? 0) > seq) start -= 1;
  return room.messages.slice(start).map(({ message }) => message);
}
