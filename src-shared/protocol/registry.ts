import * as account from './account/operations.ts';
import * as chatEvents from './chat/events.ts';
import * as chat from './chat/operations.ts';
import type { DataOf, EventDefinition, InputOf, OperationDefinition, OutputOf } from './core/define.ts';
import * as manager from './manager/operations.ts';
import * as profileEvents from './profile/events.ts';
import * as profile from './profile/operations.ts';
import { health, hello, info } from './system/operations.ts';

/** Every operation of the protocol. An operation that is not here is served nowhere. */
export const operations = [
  hello,
  info,
  health,
  account.guest,
  account.register,
  account.login,
  account.refresh,
  account.claimOwner,
  account.redeemOwnerTicket,
  account.logout,
  account.listSessions,
  account.endSession,
  account.changePassword,
  account.identityToken,
  account.keys,
  profile.get,
  profile.update,
  profile.setPresence,
  profile.find,
  chat.createRoom,
  chat.listRooms,
  chat.joinRoom,
  chat.leaveRoom,
  chat.updateRoom,
  chat.addMember,
  chat.removeMember,
  chat.listMembers,
  chat.sendMessage,
  chat.editMessage,
  chat.deleteMessage,
  chat.react,
  chat.history,
  chat.sync,
  chat.markRead,
  chat.typing,
  manager.status,
  manager.connections,
  manager.disconnect,
  manager.setOpen,
  manager.rename,
] as const satisfies readonly OperationDefinition[];

export const events = [
  chatEvents.messageCreated,
  chatEvents.messageUpdated,
  chatEvents.messageDeleted,
  chatEvents.roomUpdated,
  chatEvents.roomJoined,
  chatEvents.roomGone,
  chatEvents.memberJoined,
  chatEvents.memberLeft,
  chatEvents.readMarked,
  chatEvents.typing,
  profileEvents.presenceChanged,
  profileEvents.updated,
] as const satisfies readonly EventDefinition[];

type AnyOperation = (typeof operations)[number];
export type OperationName = AnyOperation['name'];
export type OperationNamed<Name extends OperationName> = Extract<AnyOperation, { name: Name }>;
export type Input<Name extends OperationName> = InputOf<OperationNamed<Name>>;
export type Output<Name extends OperationName> = OutputOf<OperationNamed<Name>>;

type AnyEvent = (typeof events)[number];
export type EventName = AnyEvent['name'];
export type EventData<Name extends EventName> = DataOf<Extract<AnyEvent, { name: Name }>>;
/** An event frame as a discriminated union: switch over `event`. */
export type HearthEvent = { [Name in EventName]: { event: Name; data: EventData<Name> } }[EventName];
