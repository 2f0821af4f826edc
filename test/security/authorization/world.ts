import path from 'node:path';
import Database from 'better-sqlite3';
import { must } from '../../../src-shared/base/assert.ts';
import type { AccountId, RoomId, SessionId } from '../../../src-shared/base/ids.ts';
import type { TokenGrant } from '../../../src-shared/protocol/account/entities.ts';
import { startTestHost, type TestHost } from '../../harness/test-host.ts';
import { joinAsGuest, post, WireClient } from '../../harness/wire-client.ts';
import { type ActorName, actors } from './policy.ts';
import { unseal } from '../../../src-main/store/seal.ts';

export const password = 'a long enough password';

type Names = ActorName | 'bystander' | 'newcomer';

/** One account with one session, connected. */
export interface Person {
  readonly name: string;
  readonly isGuest: boolean;
  readonly grant: TokenGrant;
  readonly sessionId: SessionId;
  readonly socket: WireClient;
}

/** Seqs of messages that an actor has written in a room. */
export interface Written {
  readonly living: number;
  readonly deleted: number;
}

/** A host with every kind of actor, and rooms that they are in or not. */
export interface World {
  readonly host: TestHost;
  readonly people: ReadonlyMap<Names, Person>;
  readonly rooms: { readonly private: RoomId; readonly public: RoomId; readonly direct: RoomId };
  readonly written: ReadonlyMap<string, Written>;
  /** What is stored, as one line: the same before and after whatever was refused. */
  fingerprint(): string;
  close(): Promise<void>;
}

const inTheRoom: readonly ActorName[] = [
  'room owner',
  'room moderator',
  'member in',
  'guest in',
  'removed',
  'revoked',
];
const onceInPublic: readonly ActorName[] = ['owner', 'moderator', 'member out', 'guest out'];

export async function buildWorld(): Promise<World> {
  const host = await startTestHost();
  const grants = await joinEverybody(host);
  const first = await connect(host.url, grants);
  const rooms = await makeRooms(first);
  for (const person of first.values()) person.socket.socket.terminate();
  // Nobody can give these roles over the wire yet.
  await host.host.close();
  runSql(host.folder, 'server.db', "UPDATE accounts SET role = 'moderator' WHERE account_id = ?", [
    accountOf(first, 'moderator'),
  ]);
  runSql(host.folder, 'communication.db', "UPDATE members SET role = 'moderator' WHERE account_id = ?", [
    accountOf(first, 'room moderator'),
  ]);
  await host.restart();
  const people = await connect(host.url, grants);
  const written = await writeMessages(people, rooms);
  await endMemberships(people, rooms);
  await person(people, 'revoked')
    .socket.call('account.logout', {})
    .catch(() => undefined);
  const databases = ['communication.db', 'server.db'].map(
    (file) => new Database(path.join(host.folder, file), { readonly: true }),
  );
  return {
    host,
    people,
    rooms,
    written,
    fingerprint: () => fingerprintOf(databases),
    async close() {
      for (const one of people.values()) one.socket.socket.terminate();
      await host[Symbol.asyncDispose]();
      for (const database of databases) database.close();
    },
  };
}

export function person(people: ReadonlyMap<Names, Person>, name: Names): Person {
  return must(people.get(name), name);
}

function accountOf(people: ReadonlyMap<Names, Person>, name: Names): AccountId {
  return person(people, name).grant.accountId;
}

async function joinEverybody(host: TestHost): Promise<Map<Names, TokenGrant>> {
  const claim = await post(host.url, 'account.claimOwner', {
    ticket: must(host.host.claimCode, 'the claim code'),
    hostName: 'Matrix',
    username: 'owner',
    password,
  });
  const grants = new Map<Names, TokenGrant>([['owner', claim.body]]);
  for (const name of [...actors, 'bystander', 'newcomer'] as const) {
    if (name === 'owner' || name === 'nobody') continue;
    const joined = isGuest(name)
      ? await joinAsGuest(host.url, name)
      : (await post(host.url, 'account.register', { username: name, password })).body;
    grants.set(name, joined);
  }
  return grants;
}

function isGuest(name: string): boolean {
  return name.startsWith('guest') || name === 'newcomer';
}

async function connect(url: string, grants: ReadonlyMap<Names, TokenGrant>): Promise<Map<Names, Person>> {
  const people = new Map<Names, Person>();
  for (const [name, grant] of grants) people.set(name, await connectPerson(url, name, grant));
  return people;
}

async function connectPerson(url: string, name: string, grant: TokenGrant): Promise<Person> {
  const socket = await WireClient.signedIn(url, grant.accessToken);
  const { sessionId } = must(socket.hello, 'the hello reply');
  return { name, isGuest: isGuest(name), grant, sessionId, socket };
}

/** Another session of the same account, connected. */
export async function secondSession(world: World, name: Names): Promise<Person> {
  const { grant, isGuest: guest } = person(world.people, name);
  const { deviceId } = grant;
  const { body } = guest
    ? await post(world.host.url, 'account.guest', { displayName: name, deviceId })
    : await post(world.host.url, 'account.login', { username: name, password, deviceId });
  return connectPerson(world.host.url, name, body);
}

/** Somebody new with a session of its own, connected. */
export async function newGuest(world: World, name: string): Promise<Person> {
  return connectPerson(world.host.url, name, await joinAsGuest(world.host.url, name));
}

async function makeRooms(people: ReadonlyMap<Names, Person>): Promise<World['rooms']> {
  const roomOwner = person(people, 'room owner').socket;
  const insiders = [...inTheRoom, 'bystander' as const].filter((name) => name !== 'room owner');
  const memberIds = insiders.map((name) => accountOf(people, name));
  const make = async (visibility: 'private' | 'public') =>
    (
      await roomOwner.call('chat.createRoom', {
        kind: 'channel',
        name: `the ${visibility} room`,
        visibility,
        memberIds,
      })
    ).room.roomId;
  const { room } = await roomOwner.call('chat.createRoom', {
    kind: 'direct',
    visibility: 'private',
    memberIds: [accountOf(people, 'bystander')],
  });
  return { private: await make('private'), public: await make('public'), direct: room.roomId };
}

/** Everybody has written in the public room, also who is not in it any more; in the private one only who was in it. */
async function writeMessages(
  people: ReadonlyMap<Names, Person>,
  rooms: World['rooms'],
): Promise<Map<string, Written>> {
  const written = new Map<string, Written>();
  const write = async (name: Names, where: keyof World['rooms']) => {
    const { socket } = person(people, name);
    const seqs: number[] = [];
    for (const fate of ['living', 'deleted']) {
      const nonce = `${where} ${fate}`;
      const sent = await socket.call('chat.sendMessage', { roomId: rooms[where], text: nonce, nonce });
      seqs.push(sent.message.seq);
    }
    const [living = 0, deleted = 0] = seqs;
    await socket.call('chat.deleteMessage', { roomId: rooms[where], seq: deleted });
    written.set(`${name}, ${where} room`, { living, deleted });
  };
  for (const name of onceInPublic) {
    await person(people, name).socket.call('chat.joinRoom', { roomId: rooms.public });
    await write(name, 'public');
    await person(people, name).socket.call('chat.leaveRoom', { roomId: rooms.public });
  }
  for (const name of [...inTheRoom, 'bystander' as const]) {
    await write(name, 'public');
    await write(name, 'private');
  }
  await write('bystander', 'direct');
  return written;
}

async function endMemberships(people: ReadonlyMap<Names, Person>, rooms: World['rooms']): Promise<void> {
  const accountId = accountOf(people, 'removed');
  for (const roomId of [rooms.private, rooms.public]) {
    await person(people, 'room owner').socket.call('chat.removeMember', { roomId, accountId });
  }
}

function runSql(folder: string, file: string, sql: string, values: readonly string[]): void {
  // A hand edit: the host takes the file as it stands only without its seal.
  unseal(path.join(folder, file));
  const database = new Database(path.join(folder, file));
  try {
    database.prepare(sql).run(...values);
  } finally {
    database.close();
  }
}

const counted = [
  `SELECT (SELECT total(version) FROM rooms) || ' ' || (SELECT count(*) FROM messages) || ' ' ||
     (SELECT count(*) FROM members) || ' ' || (SELECT total(seq) FROM read_marks) || ' ' ||
     (SELECT count(*) FROM reactions) AS line`,
  `SELECT (SELECT count(*) FROM accounts) || ' ' || (SELECT group_concat(session_id || generation) FROM sessions) ||
     ' ' || (SELECT group_concat(display_name || role) FROM accounts) || ' ' ||
     (SELECT group_concat(coalesce(password_hash, '')) FROM accounts) || (SELECT host_name FROM host) AS line`,
];

function fingerprintOf(databases: readonly Database.Database[]): string {
  return databases
    .map((database, at) => database.prepare<[], { line: string }>(counted[at] ?? '').get()?.line)
    .join(' | ');
}
