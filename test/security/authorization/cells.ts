import { must } from '../../../src-shared/base/assert.ts';
import type { RoomId } from '../../../src-shared/base/ids.ts';
import type { OperationName } from '../../../src-shared/protocol/registry.ts';
import { joinAsGuest } from '../../harness/wire-client.ts';
import { type ActorName } from './policy.ts';
import { newGuest, type Person, password, person, secondSession, type World } from './world.ts';

/** One question of one actor: what is asked, with which session, and how to undo it when it was done. */
export interface Question {
  readonly data: object;
  /** Another session of the actor, where the question is about the session itself. */
  readonly as?: Person;
  readonly undo?: () => Promise<unknown>;
}

type Ask = (world: World, actor: ActorName) => Question | Promise<Question>;

let counter = 0;
/** Never the same twice. */
function fresh(word: string): string {
  counter += 1;
  return `${word} ${counter}`;
}

function nowhere(): RoomId {
  return fresh('no-such-room').replaceAll(' ', '-') as RoomId;
}

const nothing: Ask = () => ({ data: {} });

/** The same question about each of the standing rooms. */
function aboutRooms(more: (world: World) => object): Record<string, Ask> {
  return {
    'private room': (world) => ({ data: { roomId: world.rooms.private, ...more(world) } }),
    'public room': (world) => ({ data: { roomId: world.rooms.public, ...more(world) } }),
    'direct room': (world) => ({ data: { roomId: world.rooms.direct, ...more(world) } }),
    'no such room': (world) => ({ data: { roomId: nowhere(), ...more(world) } }),
  };
}

const idOf = (world: World, name: Parameters<typeof person>[1]) => person(world.people, name).grant.accountId;
const socketOf = (world: World, name: Parameters<typeof person>[1]) => person(world.people, name).socket;

/** For whom nobody is signed in, the question is the one that a member in the room would be answered. */
function standIn(actor: ActorName): ActorName {
  return actor === 'nobody' || actor === 'revoked' ? 'member in' : actor;
}

const insiders: readonly ActorName[] = ['room owner', 'room moderator', 'member in', 'guest in'];

/** A message of somebody’s own, or of a bystander: a new one where its author may still write. */
function message(
  whose: 'own' | 'another’s',
  where: 'private' | 'public' | 'direct',
  more: () => object,
): Ask {
  return async (world, actor) => {
    const author = whose === 'own' ? standIn(actor) : 'bystander';
    const roomId = world.rooms[where];
    if (author !== 'bystander' && !insiders.includes(author)) {
      const { living } = must(world.written.get(`${author}, ${where} room`), `a message of ${author}`);
      return { data: { roomId, seq: living, ...more() } };
    }
    const sent = await socketOf(world, author).call('chat.sendMessage', {
      roomId,
      text: fresh('text'),
      nonce: fresh('nonce'),
    });
    return { data: { roomId, seq: sent.message.seq, ...more() } };
  };
}

function deletedMessage(where: 'private' | 'public', more: () => object): Ask {
  return (world, actor) => {
    const author = standIn(actor);
    const { deleted } = must(world.written.get(`${author}, ${where} room`), `a message of ${author}`);
    return { data: { roomId: world.rooms[where], seq: deleted, ...more() } };
  };
}

function noMessage(more: () => object): Ask {
  return (world) => ({ data: { roomId: world.rooms.private, seq: 999_999, ...more() } });
}

/** A room of the same kind with only this actor and its maker in it, so that leaving it does no harm. */
function roomToLeave(visibility: 'private' | 'public'): Ask {
  return async (world, actor) => {
    if (!insiders.includes(actor)) return { data: { roomId: world.rooms[visibility] } };
    const maker = actor === 'room owner' ? actor : 'bystander';
    const { room } = await socketOf(world, maker).call('chat.createRoom', {
      kind: 'channel',
      name: fresh('to leave'),
      visibility,
      memberIds: [idOf(world, actor)],
    });
    return { data: { roomId: room.roomId } };
  };
}

function taking(who: 'bystander' | 'room owner' | 'newcomer', where: keyof World['rooms']): Ask {
  return (world) => {
    const data = { roomId: world.rooms[where], accountId: idOf(world, who) };
    return { data, undo: () => socketOf(world, 'room owner').call('chat.addMember', data) };
  };
}

function adding(where: keyof World['rooms']): Ask {
  return (world) => {
    const data = { roomId: world.rooms[where], accountId: idOf(world, 'newcomer') };
    return { data, undo: () => socketOf(world, 'room owner').call('chat.removeMember', data) };
  };
}

function joining(where: keyof World['rooms']): Ask {
  return (world, actor) => {
    const data = { roomId: world.rooms[where] };
    if (insiders.includes(standIn(actor)) || where === 'direct') return { data };
    return { data, undo: () => socketOf(world, actor).call('chat.leaveRoom', data) };
  };
}

const ownSession: Ask = async (world, actor) => {
  const as = await secondSession(world, standIn(actor));
  return { data: {}, as };
};

const edit = () => ({ text: fresh('edited') });
const emoji = () => ({ emoji: '🎉', on: true });
const none = () => ({});

/** How each row of the policy is asked. */
export const questions: Readonly<Record<OperationName, Readonly<Record<string, Ask>>>> = {
  'system.hello': {
    'own token': (world, actor) => ({
      data: {
        token: actor === 'nobody' ? 'x.y.z' : person(world.people, actor).grant.accessToken,
        protocol: 1,
        client: { name: 'matrix', version: '1' },
      },
    }),
  },
  'system.info': { host: nothing },
  'system.health': { host: nothing },
  'account.guest': {
    'free name': () => ({ data: { displayName: fresh('guest number') } }),
    'taken name': () => ({ data: { displayName: 'Member in' } }),
    'guest’s name with another’s device': (world) => ({
      data: { displayName: 'guest in', deviceId: person(world.people, 'guest out').grant.deviceId },
    }),
  },
  'account.register': {
    'free name': () => ({ data: { username: fresh('member number'), password } }),
    'taken name': () => ({ data: { username: 'guest in', password } }),
  },
  'account.login': {
    'right password': () => ({ data: { username: 'bystander', password } }),
    'wrong password': () => ({ data: { username: fresh('nobody of the name'), password } }),
    // A new one each time: wrong passwords of one name are soon refused for that alone.
    'guest’s name': async (world) => {
      const username = fresh('passer-by');
      await joinAsGuest(world.host.url, username);
      return { data: { username, password } };
    },
  },
  'account.refresh': {
    'good token': async (world) => {
      const { grant } = await secondSession(world, 'newcomer');
      return { data: { refreshToken: grant.refreshToken } };
    },
    'made-up token': (world) => ({
      data: { refreshToken: `${person(world.people, 'owner').sessionId}.1.${'A'.repeat(43)}` },
    }),
    'ended session’s': (world) => ({
      data: { refreshToken: person(world.people, 'revoked').grant.refreshToken },
    }),
  },
  'account.claimOwner': {
    'claimed host': (world) => ({
      data: {
        ticket: world.host.host.issueTicket('account'),
        hostName: 'Mine',
        username: fresh('owner number'),
        password,
      },
    }),
  },
  'account.redeemOwnerTicket': {
    'shell’s ticket': (world) => ({ data: { ticket: world.host.host.issueTicket('account') } }),
    'made-up ticket': () => ({ data: { ticket: fresh('ticket') } }),
  },
  'account.logout': {
    'own session': ownSession,
    // Of an account of its own: the actor’s other cells still need a session.
    'all own sessions': async (world) => ({
      data: { everywhere: true },
      as: await newGuest(world, fresh('leaver')),
    }),
  },
  'account.listSessions': { 'own sessions': nothing },
  'account.endSession': {
    'own session': async (world, actor) => ({
      data: { sessionId: (await secondSession(world, standIn(actor))).sessionId },
    }),
    'another’s session': (world) => ({ data: { sessionId: person(world.people, 'bystander').sessionId } }),
    'ended session': (world) => ({ data: { sessionId: person(world.people, 'revoked').sessionId } }),
  },
  'account.changePassword': {
    'right old password': () => ({ data: { password, newPassword: password } }),
    'wrong old password': () => ({ data: { password: 'not the right one', newPassword: password } }),
  },
  'account.identityToken': { 'own name': () => ({ data: { audience: 'chess' } }) },
  'account.keys': { host: nothing },
  'profile.get': {
    'own profile': (world, actor) => ({ data: { accountIds: [idOf(world, standIn(actor))] } }),
    'another’s profile': (world) => ({ data: { accountIds: [idOf(world, 'bystander')] } }),
    'no such person': () => ({ data: { accountIds: [fresh('nobody')] } }),
  },
  'profile.update': {
    'own name': (_world, actor) => ({ data: { displayName: standIn(actor) } }),
    'another’s name': () => ({ data: { displayName: 'Bystander' } }),
  },
  'profile.setPresence': { 'own presence': () => ({ data: { presence: 'online' } }) },
  'profile.find': { people: () => ({ data: { text: 'member' } }) },
  'chat.createRoom': {
    'private room': () => ({ data: { kind: 'channel', name: fresh('plan'), visibility: 'private' } }),
    'public room': () => ({ data: { kind: 'channel', name: fresh('plan'), visibility: 'public' } }),
    'direct room': (world) => ({
      data: { kind: 'direct', visibility: 'private', memberIds: [idOf(world, 'newcomer')] },
    }),
    'taken public name': () => ({
      data: { kind: 'channel', name: 'The PUBLIC room', visibility: 'public' },
    }),
    'with nobody known': () => ({
      data: { kind: 'group', name: fresh('plan'), visibility: 'private', memberIds: [fresh('nobody')] },
    }),
    'other workspace': () => ({
      data: { kind: 'channel', name: fresh('plan'), visibility: 'public', workspaceId: 'elsewhere' },
    }),
  },
  'chat.listRooms': { rooms: nothing },
  'chat.joinRoom': {
    ...aboutRooms(none),
    'private room': joining('private'),
    'public room': joining('public'),
    'direct room': joining('direct'),
  },
  'chat.leaveRoom': {
    ...aboutRooms(none),
    'private room': roomToLeave('private'),
    'public room': roomToLeave('public'),
  },
  'chat.updateRoom': aboutRooms(() => ({ topic: fresh('topic') })),
  'chat.addMember': {
    ...aboutRooms((world) => ({ accountId: idOf(world, 'newcomer') })),
    'private room': adding('private'),
    'public room': adding('public'),
    'nobody known': (world) => ({ data: { roomId: world.rooms.private, accountId: fresh('nobody') } }),
  },
  'chat.removeMember': {
    ...aboutRooms((world) => ({ accountId: idOf(world, 'bystander') })),
    'member of private room': taking('bystander', 'private'),
    'member of public room': taking('bystander', 'public'),
    'owner of private room': taking('room owner', 'private'),
    'owner of public room': taking('room owner', 'public'),
    'nobody in private room': taking('newcomer', 'private'),
    'member of direct room': taking('bystander', 'direct'),
  },
  'chat.listMembers': aboutRooms(none),
  'chat.sendMessage': {
    ...aboutRooms(() => ({ text: fresh('hello'), nonce: fresh('nonce') })),
    'answer to no message': (world) => ({
      data: { roomId: world.rooms.private, text: 'hello', nonce: fresh('nonce'), replyTo: 999_999 },
    }),
  },
  'chat.editMessage': {
    'own, private room': message('own', 'private', edit),
    'own, public room': message('own', 'public', edit),
    'another’s, private room': message('another’s', 'private', edit),
    'another’s, public room': message('another’s', 'public', edit),
    'another’s, direct room': message('another’s', 'direct', edit),
    'own deleted, private room': deletedMessage('private', edit),
    'own deleted, public room': deletedMessage('public', edit),
    'none, private room': noMessage(edit),
  },
  'chat.deleteMessage': {
    'own, private room': message('own', 'private', none),
    'own, public room': message('own', 'public', none),
    'another’s, private room': message('another’s', 'private', none),
    'another’s, public room': message('another’s', 'public', none),
    'another’s, direct room': message('another’s', 'direct', none),
    'own deleted, private room': deletedMessage('private', none),
    'own deleted, public room': deletedMessage('public', none),
    'none, private room': noMessage(none),
  },
  'chat.react': {
    'own, private room': message('own', 'private', emoji),
    'another’s, private room': message('another’s', 'private', emoji),
    'another’s, public room': message('another’s', 'public', emoji),
    'another’s, direct room': message('another’s', 'direct', emoji),
    'own deleted, private room': deletedMessage('private', emoji),
    'none, private room': noMessage(emoji),
  },
  'chat.history': aboutRooms(none),
  'chat.sync': {
    'private room': (world) => ({ data: { rooms: [{ roomId: world.rooms.private, since: 1 }] } }),
    'public room': (world) => ({ data: { rooms: [{ roomId: world.rooms.public, since: 1 }] } }),
    'direct room': (world) => ({ data: { rooms: [{ roomId: world.rooms.direct, since: 1 }] } }),
    'no such room': () => ({ data: { rooms: [{ roomId: nowhere(), since: 1 }] } }),
  },
  'chat.markRead': aboutRooms(() => ({ seq: 1, unread: true })),
  'chat.typing': aboutRooms(none),
  'manager.status': { host: nothing },
  'manager.connections': { host: nothing },
  'manager.disconnect': {
    'another’s session': async (world) => ({
      data: { sessionId: (await secondSession(world, 'newcomer')).sessionId },
    }),
    'ended session': (world) => ({ data: { sessionId: person(world.people, 'revoked').sessionId } }),
  },
  'manager.setOpen': { host: () => ({ data: { open: true } }) },
  'manager.rename': { host: () => ({ data: { hostName: fresh('Matrix') } }) },
};
