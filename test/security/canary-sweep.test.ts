import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { must } from '../../src-shared/base/assert.ts';
import type { RoomId } from '../../src-shared/base/ids.ts';
import type { TokenGrant } from '../../src-shared/protocol/account/entities.ts';
import type { Room } from '../../src-shared/protocol/chat/entities.ts';
import type { OperationDefinition } from '../../src-shared/protocol/core/define.ts';
import { type Input, operations } from '../../src-shared/protocol/registry.ts';
import { type ClosableLog, createLog } from '../../src-main/platform/log.ts';
import { startTestHost, type TestHost } from '../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../harness/wire-client.ts';
import { type Known, probes } from './canary/probes.ts';

/** Words that occur once in the world, by what they are: wherever one turns up, it is known what leaked. */
class Canaries {
  readonly #labels = new Map<string, string>();

  make(label: string): string {
    const word = `canary${randomBytes(6).toString('hex')}`;
    this.#labels.set(word, label);
    return word;
  }

  add(label: string, secret: string): void {
    this.#labels.set(secret, label);
  }

  get count(): number {
    return this.#labels.size;
  }

  get labels(): string[] {
    return [...this.#labels.values()];
  }

  /** What turns up in `found` and was not said in `asked`. */
  leaked(found: string, asked = ''): string[] {
    return [...this.#labels]
      .filter(([word]) => found.includes(word) && !asked.includes(word))
      .map(([, label]) => label);
  }
}

interface Crawler {
  readonly name: string;
  readonly token: string | undefined;
  readonly socket: WireClient | undefined;
  readonly ownCreation?: object;
}

const password = 'a password that nobody guesses';

describe('A2 the canary sweep', () => {
  /** What only the members of private rooms may ever see. */
  const inside = new Canaries();
  /** What nobody but its owner may see, and no file in clear. */
  const secrets = new Canaries();
  /** Names of people: everybody who is signed in may find them, nobody else. */
  const names = new Canaries();
  const logFolder = mkdtempSync(path.join(tmpdir(), 'hearth-canary-log-'));
  let log: ClosableLog;
  let host: TestHost;
  let ida: WireClient;
  let igor: WireClient;
  let rooms: { vault: Room; group: Room; direct: Room; cellar: Room; left: Room };
  let known: Known;
  let crawlers: Crawler[];

  before(async () => {
    log = createLog({ level: 'debug', folder: logFolder });
    host = await startTestHost({}, { log });
    secrets.add('claim code', must(host.host.claimCode, 'the claim code'));
    const owner = await claim();
    ida = await register('ida', names.make('a member’s name'));
    igor = await guest(names.make('a guest’s name'));
    const outsider = await register('otto', 'Otto');
    const outsideGuest = await guest('Olga');
    const removed = await register('rita', 'Rita');
    const creator = await register('carl', 'Carl');
    const ended = await register('eddy', 'Eddy');
    const ownCreation: Input<'chat.createRoom'> = {
      kind: 'channel',
      name: inside.make('name of a room that its maker left'),
      visibility: 'private',
      memberIds: [idOf(ida)],
      nonce: 'carl-1',
    };
    rooms = {
      vault: await room(ida, 'vault', 'private', [idOf(igor), idOf(removed), idOf(ended)]),
      group: (
        await ida.call('chat.createRoom', {
          kind: 'group',
          name: inside.make('name of a group'),
          visibility: 'private',
          memberIds: [idOf(igor)],
        })
      ).room,
      direct: (
        await ida.call('chat.createRoom', {
          kind: 'direct',
          visibility: 'private',
          memberIds: [idOf(igor)],
        })
      ).room,
      cellar: await room(ida, 'cellar', 'public', [idOf(igor)]),
      left: (await creator.call('chat.createRoom', ownCreation)).room,
    };
    for (const [label, { roomId, epoch }] of Object.entries(rooms)) {
      inside.add(`id of the room ${label}`, roomId);
      inside.add(`epoch of the room ${label}`, epoch);
    }
    for (const [label, { roomId }] of Object.entries(rooms)) await talk(label, roomId, 'before');
    // The room is read by people who may not any more after the next line, so that every cache is warm.
    for (const reader of [outsider, outsideGuest, owner]) {
      await reader.call('chat.history', { roomId: rooms.cellar.roomId, limit: 100 });
      await reader.call('chat.history', { roomId: rooms.cellar.roomId, before: 6 });
    }
    await ida.call('chat.updateRoom', { roomId: rooms.cellar.roomId, visibility: 'private' });
    await ida.call('chat.removeMember', { roomId: rooms.vault.roomId, accountId: idOf(removed) });
    await creator.call('chat.leaveRoom', { roomId: rooms.left.roomId });
    const endedToken = tokenOf(ended);
    await ended.call('account.logout', {}).catch(() => undefined);
    crawlers = [
      { name: 'owner', token: tokenOf(owner), socket: owner },
      { name: 'member', token: tokenOf(outsider), socket: outsider },
      { name: 'guest', token: tokenOf(outsideGuest), socket: outsideGuest },
      { name: 'removed', token: tokenOf(removed), socket: removed },
      { name: 'maker who left', token: tokenOf(creator), socket: creator, ownCreation },
      { name: 'ended session', token: endedToken, socket: undefined },
      { name: 'nobody', token: undefined, socket: undefined },
    ];
    // What they have been told until now was theirs to know.
    for (const { socket } of crawlers) {
      await socket?.call('chat.listRooms', {});
      if (socket) socket.frames.length = 0;
    }
    known = {
      roomIds: Object.values(rooms).map(({ roomId }) => roomId),
      epochs: Object.values(rooms).map(({ epoch }) => epoch),
      accountIds: [idOf(ida), idOf(igor)],
      sessionIds: [ida, igor].map((client) => must(client.hello, 'hello').sessionId),
      seqs: [5, 8],
      nonces: ['vault before 1', 'carl-1'],
      ownCreation: undefined,
      word: 'crawler',
    };
  });
  after(async () => {
    await host[Symbol.asyncDispose]();
    log.close();
    rmSync(logFolder, { recursive: true, force: true });
  });

  const grants = new Map<WireClient, TokenGrant>();
  const idOf = (client: WireClient) => must(client.hello, 'hello').account.accountId;
  const tokenOf = (client: WireClient) => must(grants.get(client), 'a grant').accessToken;

  async function signIn(grant: TokenGrant, label: string): Promise<WireClient> {
    secrets.add(`access token of ${label}`, grant.accessToken);
    secrets.add(`refresh token of ${label}`, grant.refreshToken);
    // A guest signs in again with nothing but this.
    secrets.add(`device of ${label}`, grant.deviceId);
    const client = await WireClient.signedIn(host.url, grant.accessToken);
    grants.set(client, grant);
    return client;
  }

  async function guest(displayName: string): Promise<WireClient> {
    return signIn(await joinAsGuest(host.url, displayName), displayName);
  }

  async function register(username: string, displayName: string): Promise<WireClient> {
    const { body } = await post(host.url, 'account.register', { username, displayName, password });
    return signIn(body, username);
  }

  async function claim(): Promise<WireClient> {
    const { body } = await post(host.url, 'account.claimOwner', {
      ticket: host.host.claimCode,
      hostName: 'Sweep',
      username: 'owner',
      password,
    });
    secrets.add('password', password);
    return signIn(body, 'owner');
  }

  async function room(
    maker: WireClient,
    label: string,
    visibility: 'private' | 'public',
    memberIds: ReturnType<typeof idOf>[],
  ): Promise<Room> {
    const { room: made } = await maker.call('chat.createRoom', {
      kind: 'channel',
      name: inside.make(`name of the ${label}`),
      topic: inside.make(`topic of the ${label}`),
      visibility,
      memberIds,
    });
    return made;
  }

  /** Everything that can be said in a room, each thing once. */
  async function talk(label: string, roomId: RoomId, when: string): Promise<void> {
    const say = async (client: WireClient, what: string, at: number) => {
      const text = `${inside.make(`${what} in the ${label}, ${when}`)} @${must(igor.hello, 'hello').account.displayName}`;
      return (await client.call('chat.sendMessage', { roomId, text, nonce: `${label} ${when} ${at}` }))
        .message;
    };
    const first = await say(ida, 'a message', 1);
    const edited = await say(ida, 'a text before its edit', 2);
    const deleted = await say(ida, 'a deleted text', 3);
    if (label !== 'left') {
      await igor.call('chat.sendMessage', {
        roomId,
        text: inside.make(`an answer in the ${label}, ${when}`),
        nonce: `${label} ${when} 4`,
        replyTo: first.seq,
      });
      await igor.call('chat.react', { roomId, seq: first.seq, emoji: '🎉', on: true });
      igor.send('chat.typing', { roomId });
    }
    await ida.call('chat.editMessage', {
      roomId,
      seq: edited.seq,
      text: inside.make(`an edited text in the ${label}, ${when}`),
    });
    await ida.call('chat.deleteMessage', { roomId, seq: deleted.seq });
    await ida.call('chat.markRead', { roomId, seq: first.seq, unread: true });
  }

  async function overHttp(
    method: 'GET' | 'POST',
    operation: OperationDefinition,
    data: string,
    crawler: Crawler,
  ): Promise<string> {
    const isGet = method === 'GET';
    const place = `/api/v1/${operation.name.replace('.', '/')}`;
    const answer = await fetch(`${host.url}${place}${isGet ? `?input=${encodeURIComponent(data)}` : ''}`, {
      method,
      headers: {
        ...(isGet ? {} : { 'Content-Type': 'application/json' }),
        ...(crawler.token === undefined ? {} : { Authorization: `Bearer ${crawler.token}` }),
      },
      ...(isGet ? {} : { body: data }),
    });
    return `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
  }

  async function overSocket(operation: OperationDefinition, data: string, crawler: Crawler): Promise<string> {
    const { socket } = crawler;
    if (socket) {
      const before = socket.frames.length;
      const reply = await socket.reply(socket.send(operation.name, JSON.parse(data) as object));
      socket.frames.splice(socket.frames.indexOf(reply), 1);
      assert.ok(socket.frames.length >= before - 1);
      return JSON.stringify(reply);
    }
    using client = new WireClient(host.url);
    await client.opened();
    if (crawler.token !== undefined) {
      client.send('system.hello', {
        token: crawler.token,
        protocol: 1,
        client: { name: 'c', version: '1' },
      });
    }
    client.send(operation.name, JSON.parse(data) as object);
    const { reason } = await client.ended();
    return JSON.stringify(client.frames) + reason;
  }

  test('A2 P8 no operation over any transport tells a lower actor what is inside', async (context) => {
    const leaks: string[] = [];
    let asked = 0;
    for (const crawler of crawlers) {
      for (const operation of operations as readonly OperationDefinition[]) {
        const ownCreation = crawler.ownCreation;
        const inputs = probes[operation.name as keyof typeof probes]({ ...known, ownCreation });
        for (const input of inputs) {
          const data = JSON.stringify(input);
          const answers = [
            await overHttp('POST', operation, data, crawler),
            // Without a session nothing but hello is read on a socket; one question of each kind shows it.
            ...(crawler.socket || input === inputs[0] ? [await overSocket(operation, data, crawler)] : []),
            ...(operation.effect === 'read' ? [await overHttp('GET', operation, data, crawler)] : []),
          ];
          asked += answers.length;
          for (const answer of answers) {
            const ownDevice = crawler.socket ? grants.get(crawler.socket)?.deviceId : '';
            const found = [...inside.leaked(answer, data), ...secrets.leaked(answer, `${data} ${ownDevice}`)];
            const isStranger = crawler.socket === undefined;
            // The join page may say who is here; nothing else may.
            if (isStranger && operation.name !== 'system.info') found.push(...names.leaked(answer, data));
            if (found.length > 0)
              leaks.push(`${crawler.name} ${operation.name} ${data}: ${found.join(', ')}`);
          }
        }
      }
    }
    context.diagnostic(
      `${inside.count + secrets.count + names.count} canaries, ${asked} answers of ${crawlers.length} actors`,
    );
    assert.deepEqual(leaks, []);
  });

  test('A2 P8 nothing that happens inside is told to a connection outside', async () => {
    for (const [label, { roomId }] of Object.entries(rooms)) {
      await talk(label, roomId, 'while others listen');
      if (label !== 'direct' && label !== 'left') {
        await ida.call('chat.updateRoom', { roomId, topic: inside.make(`a new topic of the ${label}`) });
      }
    }
    // In one room that all of them are in, so that everything before has reached them.
    const last = await ida.call('chat.sendMessage', { roomId: ida.generalId, text: 'the end', nonce: 'end' });
    for (const crawler of crawlers) {
      if (!crawler.socket) continue;
      await crawler.socket.event(
        'chat.messageCreated',
        (data) => data.message.seq === last.message.seq && data.message.roomId === ida.generalId,
      );
      const leaks = inside.leaked(JSON.stringify(crawler.socket.frames));
      assert.deepEqual(leaks, [], crawler.name);
    }
  });

  test('A2 a member sees all of it: the sweep has eyes', async () => {
    const seen: string[] = [];
    for (const { roomId } of Object.values(rooms)) {
      seen.push(JSON.stringify(await ida.call('chat.history', { roomId, limit: 100 })));
    }
    seen.push(JSON.stringify(await ida.call('chat.listRooms', {})));
    const found = new Set(inside.leaked(seen.join()));
    const gone = /before its edit|deleted text|^topic of the (vault|cellar)/;
    assert.deepEqual(
      inside.labels.filter((label) => !found.has(label) && !gone.test(label)),
      [],
    );
  });

  test('A2 P32 figures, description, logs and the audit trail hold no text, no name of a room, no secret', async () => {
    const wrongPassword = secrets.make('a wrong password');
    await post(host.url, 'account.login', { username: 'ida', password: wrongPassword });
    await post(host.url, 'account.register', { username: 'x', password: 'short', note: wrongPassword });
    await post(host.url, 'account.guest', { displayName: wrongPassword.repeat(9) });
    const owner = must(crawlers[0], 'the owner');
    for (const place of ['/metrics', '/api/v1/openapi.json', '/api/v1/health', '/', '/nothing']) {
      const answer = await fetch(host.url + place, { headers: { Authorization: `Bearer ${owner.token}` } });
      const text = await answer.text();
      assert.deepEqual([...inside.leaked(text), ...secrets.leaked(text), ...names.leaked(text)], [], place);
    }
    await breakTheStore();
    const failing = inside.make('a text that could not be stored');
    await assert.rejects(
      ida.call('chat.sendMessage', { roomId: rooms.vault.roomId, text: failing, nonce: failing }),
      /^Error: internal: Something went wrong on the host\. It was noted there\.$/,
    );
    await host.host.close();
    log.close();
    const logged = globSync(path.join(logFolder, '*'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    assert.match(logged, /host is on/);
    assert.match(logged, /an operation failed/);
    // Ids may stand in a log; text, names of rooms, topics and secrets may not.
    const words = (found: readonly string[]) =>
      found.filter((label) => !/^(id|epoch) of the room/.test(label));
    assert.deepEqual(words([...inside.leaked(logged), ...secrets.leaked(logged)]), []);
    for (const file of globSync(path.join(host.folder, 'audit.db*'))) {
      const bytes = readFileSync(file, 'latin1');
      assert.deepEqual(words([...inside.leaked(bytes), ...secrets.leaked(bytes)]), [], file);
    }
    const audit = new Database(path.join(host.folder, 'audit.db'), { readonly: true });
    const entries = Number(audit.prepare('SELECT count(*) FROM entries').pluck().get());
    audit.close();
    assert.ok(entries > 20, `${entries} entries`);
    for (const file of globSync(path.join(host.folder, '*.db*'))) {
      const kept = /device of/;
      const bytes = readFileSync(file, 'latin1');
      assert.deepEqual(
        secrets.leaked(bytes).filter((label) => !kept.test(label)),
        [],
        file,
      );
    }
  });

  /** From outside, so that the next write fails with an error that knows the text. */
  async function breakTheStore(): Promise<void> {
    await host.host.parts.storage.settle();
    const database = new Database(path.join(host.folder, 'communication.db'));
    database.exec('ALTER TABLE messages RENAME TO messages_away');
    database.close();
  }
});
