import type { AccountId, Epoch, RoomId, SessionId } from '../../../src-shared/base/ids.ts';
import type { OperationName } from '../../../src-shared/protocol/registry.ts';

/** Everything that an attacker could have learnt by luck: ids are no secret, what stands behind them is. */
export interface Known {
  readonly roomIds: readonly RoomId[];
  readonly epochs: readonly Epoch[];
  readonly accountIds: readonly AccountId[];
  readonly sessionIds: readonly SessionId[];
  /** Seqs of messages in those rooms, deleted ones too. */
  readonly seqs: readonly number[];
  /** Nonces that others have used. */
  readonly nonces: readonly string[];
  /** What was written at one’s own room’s making, to be sent again word for word. */
  readonly ownCreation: object | undefined;
  readonly word: string;
}

type Probes = (known: Known) => readonly object[];

const nothing: Probes = () => [{}];

function each(known: Known, more: (seq: number) => object = () => ({})): object[] {
  return known.roomIds.flatMap((roomId) => known.seqs.map((seq) => ({ roomId, ...more(seq) })));
}

function rooms(known: Known, more: object = {}): object[] {
  return known.roomIds.map((roomId) => ({ roomId, ...more }));
}

let counter = 0;
function fresh(known: Known): string {
  counter += 1;
  return `${known.word} ${counter}`;
}

/** What a crawler asks of each operation. An operation that is not here does not compile. */
export const probes: Readonly<Record<OperationName, Probes>> = {
  'system.hello': () => [
    { token: 'x.y.z', protocol: 1, client: { name: 'crawler', version: '1' } },
    { token: '', protocol: 1, client: {} },
  ],
  'system.info': nothing,
  'system.health': nothing,
  'account.guest': (known) => [
    { displayName: fresh(known) },
    { displayName: '' },
    { displayName: `${known.word}\u202e` },
  ],
  'account.register': (known) => [{ username: fresh(known), password: 'short' }],
  'account.login': (known) => [{ username: fresh(known), password: 'wrong password' }],
  'account.refresh': (known) => known.sessionIds.map((id) => ({ refreshToken: `${id}.1.AAAA` })),
  'account.claimOwner': (known) => [
    { ticket: 'guessed', hostName: known.word, username: known.word, password: 'long enough' },
  ],
  'account.redeemOwnerTicket': () => [{ ticket: 'guessed' }],
  // Its own session must last for the whole crawl; the authorisation matrix has these cells.
  'account.logout': () => [{ everywhere: 'yes' }],
  'account.listSessions': nothing,
  'account.endSession': (known) => known.sessionIds.map((sessionId) => ({ sessionId })),
  'account.changePassword': () => [{ password: 'wrong password', newPassword: 'another one' }],
  'account.identityToken': () => [{ audience: 'chess' }],
  'account.keys': nothing,
  'profile.get': (known) => [{ accountIds: known.accountIds }],
  'profile.update': (known) => [{ displayName: fresh(known) }],
  'profile.setPresence': () => [{ presence: 'idle' }, { presence: 'online' }],
  'profile.find': (known) => [
    {},
    { text: '' },
    { text: 'a', limit: 100 },
    { text: '%' },
    { text: known.word },
  ],
  'chat.createRoom': (known) => [
    { kind: 'channel', name: fresh(known), visibility: 'private' },
    ...known.nonces.map((nonce) => ({ kind: 'channel', name: fresh(known), visibility: 'private', nonce })),
    ...known.accountIds.map((accountId) => ({
      kind: 'direct',
      visibility: 'private',
      memberIds: [accountId],
    })),
    ...(known.ownCreation ? [known.ownCreation] : []),
  ],
  'chat.listRooms': nothing,
  'chat.joinRoom': (known) => rooms(known),
  'chat.leaveRoom': (known) => rooms(known),
  'chat.updateRoom': (known) => rooms(known, { topic: 'mine now', visibility: 'public' }),
  'chat.addMember': (known) => known.accountIds.flatMap((accountId) => rooms(known, { accountId })),
  'chat.removeMember': (known) => known.accountIds.flatMap((accountId) => rooms(known, { accountId })),
  'chat.listMembers': (known) => [...rooms(known), ...rooms(known, { after: '1', limit: 100 })],
  'chat.sendMessage': (known) => [
    ...rooms(known, { text: 'let me in', nonce: fresh(known) }),
    ...known.nonces.flatMap((nonce) => rooms(known, { text: 'let me in', nonce })),
    ...each(known, (seq) => ({ text: 'an answer', nonce: fresh(known), replyTo: seq })),
  ],
  'chat.editMessage': (known) => each(known, (seq) => ({ seq, text: 'mine now' })),
  'chat.deleteMessage': (known) => each(known, (seq) => ({ seq })),
  'chat.react': (known) => each(known, (seq) => ({ seq, emoji: '🎉', on: true })),
  'chat.history': (known) => [
    ...rooms(known, { limit: 100 }),
    ...rooms(known, { before: 9_007_199_254_740_991 }),
    ...each(known, (seq) => ({ around: seq })),
    ...each(known, (seq) => ({ after: seq - 1 })),
  ],
  'chat.sync': (known) => [
    { rooms: known.roomIds.map((roomId) => ({ roomId, since: 0 })) },
    { rooms: known.roomIds.map((roomId) => ({ roomId, since: 3 })) },
    ...known.epochs.map((epoch) => ({ rooms: known.roomIds.map((roomId) => ({ roomId, since: 2, epoch })) })),
  ],
  'chat.markRead': (known) => each(known, (seq) => ({ seq, unread: true })),
  'chat.typing': (known) => rooms(known),
  'manager.status': nothing,
  'manager.connections': nothing,
  'manager.disconnect': () => [{ sessionId: 'none' }],
  'manager.setOpen': () => [{ open: true }],
  'manager.rename': (known) => [{ hostName: fresh(known) }],
};
