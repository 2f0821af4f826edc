import type { AccountId } from '../../src-shared/base/ids.ts';
import { unreachable } from '../../src-shared/base/assert.ts';
import type { MemberRole, RoomKind, Visibility } from '../../src-shared/protocol/chat/entities.ts';
import type { Access } from '../../src-shared/protocol/core/define.ts';
import type { AccountActor, Actor } from './actor.ts';

/** A room as `can` must know it, with the actor's own membership. */
export interface RoomObject {
  readonly kind: RoomKind;
  readonly visibility: Visibility;
  readonly membership: { readonly role: MemberRole } | undefined;
}

/** What is asked: the verb with the object it needs. */
export type Question =
  | { readonly action: 'operation.call'; readonly access: Access }
  | { readonly action: 'room.create' }
  /** That it exists at all; the answer to everything else about an unknown room is `not_found`. */
  | { readonly action: 'room.know'; readonly room: RoomObject }
  | { readonly action: 'room.read'; readonly room: RoomObject }
  | { readonly action: 'room.join'; readonly room: RoomObject }
  | { readonly action: 'room.leave'; readonly room: RoomObject }
  | { readonly action: 'room.write'; readonly room: RoomObject }
  | { readonly action: 'room.update'; readonly room: RoomObject }
  | { readonly action: 'room.addMember'; readonly room: RoomObject }
  | { readonly action: 'room.removeMember'; readonly room: RoomObject; readonly memberRole: MemberRole }
  | { readonly action: 'message.edit'; readonly room: RoomObject; readonly senderId: AccountId }
  | { readonly action: 'message.delete'; readonly room: RoomObject; readonly senderId: AccountId }
  | { readonly action: 'account.password'; readonly accountId: AccountId };

/** The one place that decides who may do what to which object. Pure: the same question has the same answer. */
export function can(actor: Actor, question: Question): boolean {
  if (actor.kind === 'anonymous') {
    return question.action === 'operation.call' && question.access === 'anyone';
  }
  switch (question.action) {
    case 'operation.call':
      return question.access !== 'owner' || actor.role === 'owner';
    case 'room.create':
      return true;
    case 'room.know':
    case 'room.read':
      return question.room.membership !== undefined || question.room.visibility === 'public';
    case 'room.join':
      return question.room.membership !== undefined || isOpenChannel(question.room);
    case 'room.leave':
      return question.room.membership !== undefined && question.room.kind !== 'direct';
    case 'room.write':
      return question.room.membership !== undefined;
    case 'room.update':
      return question.room.kind !== 'direct' && runsRoom(actor, question.room);
    case 'room.addMember':
      return question.room.kind !== 'direct' && question.room.membership !== undefined;
    case 'room.removeMember':
      return (
        question.room.kind !== 'direct' && runsRoom(actor, question.room) && question.memberRole !== 'owner'
      );
    case 'message.edit':
      return question.room.membership !== undefined && question.senderId === actor.accountId;
    case 'message.delete':
      return (
        question.room.membership !== undefined &&
        (question.senderId === actor.accountId ||
          (question.room.kind !== 'direct' && runsRoom(actor, question.room)))
      );
    case 'account.password':
      return question.accountId === actor.accountId && actor.accountKind === 'member';
    default:
      return unreachable(question);
  }
}

function isOpenChannel(room: RoomObject): boolean {
  return room.visibility === 'public' && room.kind !== 'direct';
}

/** The room's owner and moderators; the host's owner, admins and moderators where they can see the room. */
function runsRoom(actor: AccountActor, room: RoomObject): boolean {
  if (room.membership?.role === 'owner' || room.membership?.role === 'moderator') return true;
  const moderatesHost = actor.role === 'owner' || actor.role === 'admin' || actor.role === 'moderator';
  return moderatesHost && (room.membership !== undefined || room.visibility === 'public');
}
