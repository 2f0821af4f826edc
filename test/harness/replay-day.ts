import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { must } from '../../src-shared/base/assert.ts';
import type { RoomId } from '../../src-shared/base/ids.ts';
import type { Message } from '../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../src-shared/protocol/core/limits.ts';
import type { IrcLine } from '../../src-main/host/import/irc-parser.ts';
import { type FaultProxy, faultProxyName, startFaultProxy } from './fault-proxy.ts';
import { checkHistory, History, type HistoryReport } from './history-checker.ts';
import { memoryStorage, nodeClient } from './node-client.ts';
import { placedOnDisk } from './read-messages.ts';
import { ReplayPerson } from './replay-person.ts';
import type { SeededRandom } from './seeded-random.ts';
import { type SpawnedHost, startCommand } from './spawned-host.ts';

/** Somebody who watches from outside: a browser. */
export interface Watcher {
  /** Sentences on what it does not show, or shows wrongly, of these messages; called once all is over. */
  compare(messages: readonly Message[]): Promise<readonly string[]>;
}

export interface ReplayOptions {
  readonly lines: readonly IrcLine[];
  /** Words that run Hearth: the program and what stands before its command. */
  readonly program: readonly string[];
  /** Time that the day is pressed into. */
  readonly seconds: number;
  readonly random: SeededRandom;
  /** Moments at which 5 % of the connections are cut. */
  readonly cuts: number;
  readonly startWatchers: (url: string) => Promise<readonly Watcher[]>;
  readonly tell: (sentence: string) => void;
}

export interface ReplayResult {
  /** Everything that is not as it must be; empty when all is well. */
  readonly problems: readonly string[];
  readonly report: HistoryReport;
  readonly people: number;
  readonly messages: number;
  /** Replicas compared with the database at the end. */
  readonly replicas: number;
  readonly connectionsCut: number;
  readonly resets: number;
  /** How long the host was away after the kill. */
  readonly awayMs: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

const cutShare = 0.05;

/**
 * Replays a day of a real room: each nick at a client of its own, coming and going as logged, through a way of which
 * parts are cut, with the host killed and started again in the middle. In the end everybody must hold the same.
 */
export async function replayDay(options: ReplayOptions): Promise<ReplayResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-replay-'));
  const day = await Day.start(folder, options);
  try {
    const watchers = await options.startWatchers(day.proxy.url);
    await day.run();
    return await day.finish(watchers);
  } finally {
    await day.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Day {
  readonly proxy: FaultProxy;
  readonly #o: ReplayOptions;
  readonly #folder: string;
  readonly #owner: Owner;
  readonly #history = new History();
  readonly #people = new Set<ReplayPerson>();
  readonly #byNick = new Map<string, ReplayPerson>();
  #host: SpawnedHost;
  #cut = 0;
  #awayMs = 0;
  #said = 0;

  private constructor(parts: {
    options: ReplayOptions;
    folder: string;
    host: SpawnedHost;
    proxy: FaultProxy;
    owner: Owner;
  }) {
    this.#o = parts.options;
    this.#folder = parts.folder;
    this.#host = parts.host;
    this.proxy = parts.proxy;
    this.#owner = parts.owner;
  }

  static async start(folder: string, options: ReplayOptions): Promise<Day> {
    const host = await startCommand(folder, hostOptions(options));
    const proxy = await startFaultProxy({ port: host.port, random: options.random.next });
    const owner = await Owner.claim(host);
    return new Day({ options, folder, host, proxy, owner });
  }

  /** The day itself: first whoever was there already, then line by line at its time. */
  async run(): Promise<void> {
    const { lines, seconds, cuts, random, tell } = this.#o;
    const present = new Map<string, boolean>();
    for (const { nick, kind } of lines) if (!present.has(nick)) present.set(nick, kind !== 'join');
    for (const [nick, wasThere] of present) if (wasThere) this.#person(nick).come();
    await Promise.all([...this.#people].map((person) => person.settled()));
    tell(`${this.#people.size} people are there; ${lines.length} lines follow in ${seconds} s`);

    const cutAt = Array.from({ length: cuts }, () => random.next() * seconds * 1000).toSorted(
      (a, b) => a - b,
    );
    const startedMs = performance.now();
    let restarted: Promise<void> | undefined;
    for (const { line, dueMs } of timetable(lines, seconds * 1000)) {
      await sleep(Math.max(0, startedMs + dueMs - performance.now()));
      while ((cutAt[0] ?? Infinity) <= dueMs) {
        cutAt.shift();
        this.#cut += this.proxy.cut(cutShare);
      }
      if (!restarted && dueMs >= seconds * 500) restarted = this.#killAndRestart();
      this.#play(line);
    }
    await restarted;
    tell(`the day is over after ${Math.round((performance.now() - startedMs) / 1000)} s`);
  }

  /** Waits until everybody stands still, and compares everything with everything. */
  async finish(watchers: readonly Watcher[]): Promise<ReplayResult> {
    const { tell } = this.#o;
    await Promise.all([...this.#people].map((person) => person.settled()));
    const head = await this.#owner.head();
    await Promise.all([...this.#people].map((person) => person.caughtUp(head)));
    const problems = [...this.#people].flatMap((person) => person.problems);
    const { roomId } = this.#owner;
    const onDisk = placedOnDisk(this.#folder, roomId);
    this.#history.end(roomId, onDisk);
    const report = checkHistory(this.#history.entries);
    problems.push(...report.findings);

    // Before the comparing itself asks for pages.
    await this.#owner.countCache();
    const messages = await this.#owner.wholeRoom();
    if (
      !isDeepStrictEqual(
        messages.map(({ seq, text }) => ({ seq, value: text })),
        onDisk,
      )
    ) {
      problems.push('the history that the host gives and the rows on disk differ');
    }
    if (messages.length !== this.#said) {
      problems.push(`${this.#said} messages were said and ${messages.length} are there`);
    }
    const present = [...this.#people].filter((person) => person.isPresent);
    for (const person of present) problems.push(...compareReplica(person, messages));
    problems.push(...this.#ordersOfAuthors(onDisk));
    tell('every replica is compared with the rows; now memory, and the browsers');
    problems.push(...(await this.#verify()));
    for (const watcher of watchers) problems.push(...(await watcher.compare(messages)));
    return {
      problems,
      report,
      people: this.#people.size,
      messages: messages.length,
      replicas: present.length,
      connectionsCut: this.#cut,
      resets: present.reduce((total, person) => total + person.resets, 0),
      awayMs: Math.round(this.#awayMs),
      cacheHits: this.#owner.hits,
      cacheMisses: this.#owner.misses,
    };
  }

  async close(): Promise<void> {
    for (const person of this.#people) person.close();
    this.#owner.close();
    await this.proxy[Symbol.asyncDispose]();
    await this.#host.kill('SIGTERM');
  }

  #person(nick: string): ReplayPerson {
    let person = this.#byNick.get(nick);
    if (!person) {
      person = new ReplayPerson({
        name: `${nick} (${this.#people.size + 1})`,
        nick,
        url: this.proxy.url,
        roomId: this.#owner.roomId,
        history: this.#history,
      });
      this.#byNick.set(nick, person);
      this.#people.add(person);
    }
    return person;
  }

  #play({ kind, nick, text, lineNumber }: IrcLine): void {
    const person = this.#person(nick);
    switch (kind) {
      case 'message':
      case 'action':
        // The line’s number makes each text the only one of its kind, so that none can stand in for another.
        person.say(
          `${kind === 'action' ? `*${text}*` : text} ⟨${lineNumber}⟩`.slice(0, limits.messageCharacters),
        );
        this.#said += 1;
        return;
      case 'join':
        person.come();
        return;
      case 'leave':
        person.leave();
        return;
      case 'rename':
        person.rename(text);
        this.#byNick.set(text, person);
        this.#byNick.delete(nick);
    }
  }

  async #killAndRestart(): Promise<void> {
    await this.#owner.countCache();
    const { port } = this.#host;
    const killedMs = performance.now();
    await this.#host.kill('SIGKILL');
    this.#host = await startCommand(this.#folder, hostOptions(this.#o, port));
    this.#awayMs = performance.now() - killedMs;
    this.#o.tell(`killed with -9 and back after ${Math.round(this.#awayMs)} ms`);
  }

  /** What one author said stands in the order in which it was said. */
  #ordersOfAuthors(onDisk: readonly { value: string }[]): string[] {
    const places = new Map(onDisk.map(({ value }, place) => [value, place]));
    const last = new Map<string, number>();
    const problems: string[] = [];
    for (const entry of this.#history.entries) {
      if (entry.type !== 'invoke') continue;
      const place = places.get(entry.value) ?? -1;
      if (place < (last.get(entry.client) ?? -1))
        problems.push(`“${entry.value}” stands before what was said earlier`);
      last.set(entry.client, place);
    }
    return problems;
  }

  /** `hearth verify` beside the running host: files, chains and versions, and memory against a recount. */
  #verify(): Promise<string[]> {
    const child = spawn(process.execPath, [...this.#o.program, 'verify', '--data', this.#folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    return new Promise((resolve) => {
      child.once('close', (code) => resolve(code === 0 ? [] : [`hearth verify ended with ${code}: ${said}`]));
    });
  }
}

function hostOptions({ program }: ReplayOptions, port = 0) {
  return { program, port, args: ['--allow-host', faultProxyName] };
}

/**
 * When each line is due: the log’s minutes, pressed into the time given, and evenly within a minute. What stands in the
 * log before its first time happened with that.
 */
function timetable(lines: readonly IrcLine[], wholeMs: number): { line: IrcLine; dueMs: number }[] {
  const first = lines.find(({ kind }) => kind === 'message' || kind === 'action')?.atMs ?? 0;
  const byMinute = Map.groupBy(lines, ({ atMs }) => Math.max(atMs, first));
  const minutes = [...byMinute].toSorted(([a], [b]) => a - b);
  const span = (minutes.at(-1)?.[0] ?? first) - first + 60_000;
  return minutes.flatMap(([atMs, group]) =>
    group.map((line, index) => ({
      line,
      dueMs: ((atMs - first + (60_000 * index) / group.length) / span) * wholeMs,
    })),
  );
}

/** The stretch that a client holds must be the end of what everybody holds, message by message. */
function compareReplica(person: ReplayPerson, messages: readonly Message[]): string[] {
  const { room } = person;
  if (!room) return [`${person.name} lost the room`];
  const held = room.messages.map(({ message }) => message);
  if (room.hasAfter || held.length === 0) return [`${person.name} does not stand at the end of the room`];
  if (room.outgoing.length > 0) return [`${person.name} has messages that are not sent`];
  const end = messages.slice(-held.length);
  const index = held.findIndex((message, place) => !isDeepStrictEqual(message, end[place]));
  return index < 0 ? [] : [`${person.name} holds another message at ${held[index]?.seq}`];
}

/** The host’s owner, on a way that is not cut: makes the room, reads the figures, compares at the end. */
class Owner {
  readonly roomId: RoomId;
  hits = 0;
  misses = 0;
  readonly #url: string;
  readonly #client: ReturnType<typeof nodeClient>;
  readonly #stored: ReadonlyMap<string, string>;

  private constructor(parts: {
    url: string;
    client: ReturnType<typeof nodeClient>;
    stored: ReadonlyMap<string, string>;
    roomId: RoomId;
  }) {
    this.roomId = parts.roomId;
    this.#url = parts.url;
    this.#client = parts.client;
    this.#stored = parts.stored;
  }

  static async claim(host: SpawnedHost): Promise<Owner> {
    const stored = new Map<string, string>();
    const client = nodeClient(host.url, memoryStorage(stored));
    await client.claimOwner({
      ticket: await host.claimCode(),
      hostName: 'Replay',
      username: 'The Owner Of It All',
      password: 'a long password',
    });
    while (client.state.kind !== 'live') await sleep(10);
    const { room } = await client.request('chat.createRoom', {
      kind: 'channel',
      name: 'ubuntu',
      visibility: 'public',
    });
    return new Owner({ url: host.url, client, stored, roomId: room.roomId });
  }

  async head(): Promise<number> {
    await this.#live();
    const { rooms } = await this.#client.request('chat.listRooms', {});
    return must(
      rooms.find(({ roomId }) => roomId === this.roomId),
      'the room',
    ).version;
  }

  async wholeRoom(): Promise<Message[]> {
    const messages: Message[] = [];
    for (let before: number | undefined; ; before = messages[0]?.seq) {
      const page = await this.#client.request('chat.history', {
        roomId: this.roomId,
        limit: limits.historyMessages,
        ...(before === undefined ? {} : { before }),
      });
      messages.unshift(...page.messages);
      if (!page.hasBefore) return messages;
    }
  }

  /** Adds up what the host counted so far; a host that is killed takes its figures along. */
  async countCache(): Promise<void> {
    await this.#live();
    const { accessToken } = JSON.parse(must(this.#stored.get('hearth.session'), 'a session')) as {
      accessToken: string;
    };
    const answer = await fetch(`${this.#url}/metrics`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    if (!answer.ok) throw new Error(`the host’s figures were answered with ${answer.status}`);
    const text = await answer.text();
    const sum = (pattern: RegExp) =>
      [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
    this.hits += sum(/^hearth_(?:tail|page)_cache_hits (\d+)$/gm);
    this.misses += sum(/^hearth_(?:tail|page)_cache_misses (\d+)$/gm);
  }

  close(): void {
    this.#client.close();
  }

  async #live(): Promise<void> {
    const startedMs = performance.now();
    while (this.#client.state.kind !== 'live') {
      if (performance.now() - startedMs > 30_000) throw new Error('the owner cannot reach the host');
      await sleep(20);
    }
  }
}
