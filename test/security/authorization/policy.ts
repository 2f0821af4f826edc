import type { OperationName } from '../../../src-shared/protocol/registry.ts';

/**
 * Who may do what, written down apart from the code that decides it. One column for each of these, in this order:
 * the host’s owner and a moderator of the host, neither of them in the room; the room’s owner and a moderator of the
 * room; a member and a guest in it and not in it; somebody who was taken out of it while connected; nobody signed in;
 * and somebody in the room whose session was ended.
 */
export const actors = [
  'owner',
  'moderator',
  'room owner',
  'room moderator',
  'member in',
  'member out',
  'guest in',
  'guest out',
  'removed',
  'nobody',
  'revoked',
] as const;
export type ActorName = (typeof actors)[number];

/** The kinds of answer, short enough for a table; `··` where there can be no such object. */
export const answers = {
  ok: 'done',
  no: 'forbidden',
  nf: 'not_found',
  un: 'unauthenticated',
  cf: 'conflict',
  go: 'gone',
  us: 'unsupported',
} as const;
export type Answer = keyof typeof answers;

const everybody = 'ok ok  ok ok  ok ok  ok ok  ok  ok ok';
const signedIn = ' ok ok  ok ok  ok ok  ok ok  ok  un un';
const ownerOnly = 'ok no  no no  no no  no no  no  un un';
const unknown = '  nf nf  nf nf  nf nf  nf nf  nf  un un';
const mayRead = {
  'private room': 'nf nf  ok ok  ok nf  ok nf  nf  un un',
  'public room': ' ok ok  ok ok  ok ok  ok ok  ok  un un',
  'direct room': ' nf nf  ok nf  nf nf  nf nf  nf  un un',
  'no such room': unknown,
};

/**
 * Columns:          owner mod, room owner and mod, member in out, guest in out, removed, nobody, revoked.
 * Rows: the objects that an operation can be about. Rules that follow from the transport alone stand in `onTransport`.
 */
export const policy: Readonly<Record<OperationName, Readonly<Record<string, string>>>> = {
  'system.hello': { 'own token': signedIn },
  'system.info': { host: everybody },
  'system.health': { host: ownerOnly },

  'account.guest': {
    'free name': everybody,
    'taken name': 'cf cf  cf cf  cf cf  cf cf  cf  cf cf',
    'guest’s name with another’s device': 'cf cf  cf cf  cf cf  cf cf  cf  cf cf',
  },
  'account.register': {
    'free name': everybody,
    'taken name': 'cf cf  cf cf  cf cf  cf cf  cf  cf cf',
  },
  'account.login': {
    'right password': everybody,
    'wrong password': 'un un  un un  un un  un un  un  un un',
    'guest’s name': '  un un  un un  un un  un un  un  un un',
  },
  'account.refresh': {
    'good token': everybody,
    'made-up token': ' un un  un un  un un  un un  un  un un',
    'ended session’s': 'un un  un un  un un  un un  un  un un',
  },
  'account.claimOwner': { 'claimed host': 'cf cf  cf cf  cf cf  cf cf  cf  cf cf' },
  'account.redeemOwnerTicket': {
    'shell’s ticket': everybody,
    'made-up ticket': 'no no  no no  no no  no no  no  no no',
  },
  'account.logout': { 'own session': signedIn, 'all own sessions': signedIn },
  'account.listSessions': { 'own sessions': signedIn },
  'account.endSession': {
    'own session': signedIn,
    'another’s session': unknown,
    'ended session': unknown,
  },
  'account.changePassword': {
    'right old password': 'ok ok  ok ok  ok ok  no no  ok  un un',
    'wrong old password': 'no no  no no  no no  no no  no  un un',
  },
  'account.identityToken': { 'own name': signedIn },
  'account.keys': { host: everybody },

  'profile.get': { 'own profile': signedIn, 'another’s profile': signedIn, 'no such person': signedIn },
  'profile.update': {
    'own name': signedIn,
    'another’s name': 'cf cf  cf cf  cf cf  cf cf  cf  un un',
  },
  'profile.setPresence': { 'own presence': signedIn },
  'profile.find': { people: signedIn },

  'chat.createRoom': {
    'private room': signedIn,
    'public room': signedIn,
    'direct room': signedIn,
    'taken public name': 'cf cf  cf cf  cf cf  cf cf  cf  un un',
    'with nobody known': unknown,
    'other workspace': unknown,
  },
  'chat.listRooms': { rooms: signedIn },
  'chat.joinRoom': mayRead,
  'chat.leaveRoom': {
    'private room': 'nf nf  ok ok  ok nf  ok nf  nf  un un',
    'public room': ' no no  ok ok  ok no  ok no  no  un un',
    'direct room': ' nf nf  no nf  nf nf  nf nf  nf  un un',
    'no such room': unknown,
  },
  'chat.updateRoom': {
    'private room': 'nf nf  ok ok  no nf  no nf  nf  un un',
    'public room': ' ok ok  ok ok  no no  no no  no  un un',
    'direct room': ' nf nf  no nf  nf nf  nf nf  nf  un un',
    'no such room': unknown,
  },
  'chat.addMember': {
    'private room': 'nf nf  ok ok  ok nf  ok nf  nf  un un',
    'public room': ' no no  ok ok  ok no  ok no  no  un un',
    'direct room': ' nf nf  no nf  nf nf  nf nf  nf  un un',
    'no such room': unknown,
    'nobody known': 'nf nf  nf nf  nf nf  nf nf  nf  un un',
  },
  'chat.removeMember': {
    'member of private room': 'nf nf  ok ok  no nf  no nf  nf  un un',
    'member of public room': ' ok ok  ok ok  no no  no no  no  un un',
    'owner of private room': ' nf nf  no no  no nf  no nf  nf  un un',
    'owner of public room': '  no no  no no  no no  no no  no  un un',
    'nobody in private room': 'nf nf  nf nf  no nf  no nf  nf  un un',
    'member of direct room': ' nf nf  no nf  nf nf  nf nf  nf  un un',
    'no such room': unknown,
  },
  'chat.listMembers': mayRead,
  'chat.sendMessage': {
    'private room': 'nf nf  ok ok  ok nf  ok nf  nf  un un',
    'public room': ' no no  ok ok  ok no  ok no  no  un un',
    'direct room': ' nf nf  ok nf  nf nf  nf nf  nf  un un',
    'no such room': unknown,
    'answer to no message': 'nf nf  nf nf  nf nf  nf nf  nf  un un',
  },
  'chat.editMessage': {
    'own, private room': '··  ··  ok ok  ok ··  ok ··  nf  un un',
    'own, public room': ' no no  ok ok  ok no  ok no  no  un un',
    'another’s, private room': 'nf nf  no no  no nf  no nf  nf  un un',
    'another’s, public room': ' no no  no no  no no  no no  no  un un',
    'another’s, direct room': ' nf nf  no nf  nf nf  nf nf  nf  un un',
    'own deleted, private room': '·· ··  go go  go ··  go ··  nf  un un',
    'own deleted, public room': ' no no  go go  go no  go no  no  un un',
    'none, private room': 'nf nf  nf nf  nf nf  nf nf  nf  un un',
  },
  'chat.deleteMessage': {
    'own, private room': '··  ··  ok ok  ok ··  ok ··  nf  un un',
    'own, public room': ' no no  ok ok  ok no  ok no  no  un un',
    'another’s, private room': 'nf nf  ok ok  no nf  no nf  nf  un un',
    'another’s, public room': ' no no  ok ok  no no  no no  no  un un',
    'another’s, direct room': ' nf nf  no nf  nf nf  nf nf  nf  un un',
    'own deleted, private room': '·· ··  ok ok  ok ··  ok ··  nf  un un',
    'own deleted, public room': ' no no  ok ok  ok no  ok no  no  un un',
    'none, private room': 'nf nf  nf nf  nf nf  nf nf  nf  un un',
  },
  'chat.react': {
    'own, private room': '··  ··  ok ok  ok ··  ok ··  nf  un un',
    'another’s, private room': 'nf nf  ok ok  ok nf  ok nf  nf  un un',
    'another’s, public room': ' no no  ok ok  ok no  ok no  no  un un',
    'another’s, direct room': ' nf nf  ok nf  nf nf  nf nf  nf  un un',
    'own deleted, private room': '·· ··  go go  go ··  go ··  nf  un un',
    'none, private room': 'nf nf  nf nf  nf nf  nf nf  nf  un un',
  },
  'chat.history': mayRead,
  // A room that one may not read is told as gone, like one that never was.
  'chat.sync': {
    'private room': 'go go  ok ok  ok go  ok go  go  un un',
    'public room': ' ok ok  ok ok  ok ok  ok ok  ok  un un',
    'direct room': ' go go  ok go  go go  go go  go  un un',
    'no such room': 'go go  go go  go go  go go  go  un un',
  },
  'chat.markRead': mayRead,
  'chat.typing': {
    'private room': 'nf nf  ok ok  ok nf  ok nf  nf  un un',
    'public room': ' nf nf  ok ok  ok nf  ok nf  nf  un un',
    'direct room': ' nf nf  ok nf  nf nf  nf nf  nf  un un',
    'no such room': unknown,
  },

  'manager.status': { host: ownerOnly },
  'manager.connections': { host: ownerOnly },
  'manager.disconnect': {
    'another’s session': ownerOnly,
    'ended session': 'nf no  no no  no no  no no  no  un un',
  },
  'manager.setOpen': { host: ownerOnly },
  'manager.rename': { host: ownerOnly },
};

export type TransportName = 'socket' | 'POST' | 'GET';

/** What the transport alone decides, before anybody looks at who asks. */
export function onTransport(
  transport: TransportName,
  operation: { readonly effect: 'read' | 'write'; readonly transports?: readonly ('http' | 'socket')[] },
  actor: ActorName,
): Answer | undefined {
  const served = operation.transports ?? ['http', 'socket'];
  if (transport === 'socket') {
    // Without a session no frame is answered at all: the connection closes with 4001.
    if (actor === 'nobody' || actor === 'revoked') return 'un';
    return served.includes('socket') ? undefined : 'us';
  }
  if (!served.includes('http')) return 'nf';
  return transport === 'GET' && operation.effect === 'write' ? 'us' : undefined;
}

/** The answers of a row by actor. */
export function readRow(row: string): Map<ActorName, Answer | undefined> {
  const cells = row.trim().split(/\s+/);
  if (cells.length !== actors.length) throw new Error(`${cells.length} columns in “${row}”`);
  return new Map(
    actors.map((actor, at) => {
      const cell = cells[at] ?? '';
      if (cell === '··') return [actor, undefined];
      if (!(cell in answers)) throw new Error(`“${cell}” in “${row}”`);
      return [actor, cell as Answer];
    }),
  );
}
