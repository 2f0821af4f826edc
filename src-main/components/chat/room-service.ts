import type { AccountId, Epoch, RoomId, WorkspaceId } from '../../../src-shared/base/ids.ts';
import { makeId } from '../../../src-shared/base/ids.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { ListedRoom, Member, Room } from '../../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Input, Output } from '../../../src-shared/protocol/registry.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { can } from '../../kernel/can.ts';
import { Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { People } from '../../kernel/ports.ts';
import type { CachedRoom, ChatCache } from './chat-cache.ts';
import { toMember, toRoom } from './chat-encoding.ts';
import type { ChatEvents } from './chat-events.ts';
import type { ChatStore, CreatedRoom, MembershipChange, Refused } from './chat-store.ts';
import type { HistoryService } from './history-service.ts';
import { scopeOf, toRefusal } from './message-service.ts';
import { cleanRoomName, cleanTopic, roomNameKey } from './room-name.ts';
import { noSuchRoom } from './room-row.ts';

export const defaultWorkspace = 'home' as WorkspaceId;

export interface RoomServiceDependencies {
  readonly store: ChatStore;
  readonly cache: ChatCache;
  readonly events: ChatEvents;
  readonly history: HistoryService;
  readonly people: People;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
}

const noSuchPerson = refuse('not_found', 'There is no such person.');

/** Rooms and who is in them. */
export class RoomService {
  readonly #store: ChatStore;
  readonly #cache: ChatCache;
  readonly #events: ChatEvents;
  readonly #history: HistoryService;
  readonly #people: People;
  readonly #clock: Clock;
  readonly #randomBytes: (count: number) => Uint8Array;
  readonly #welcomes = new Map<AccountId, Promise<void>>();

  constructor(dependencies: RoomServiceDependencies) {
    this.#store = dependencies.store;
    this.#cache = dependencies.cache;
    this.#events = dependencies.events;
    this.#history = dependencies.history;
    this.#people = dependencies.people;
    this.#clock = dependencies.clock;
    this.#randomBytes = dependencies.randomBytes;
  }

  newIds(): { roomId: RoomId; epoch: Epoch } {
    return { roomId: makeId<RoomId>(this.#randomBytes), epoch: makeId<Epoch>(this.#randomBytes) };
  }

  create(input: Input<'chat.createRoom'>, actor: AccountActor): Refusal | Promise<Refusal | { room: Room }> {
    if (!can(actor, { action: 'room.create' })) return refuse('forbidden', 'You may not make rooms here.');
    if (input.workspaceId !== undefined && input.workspaceId !== defaultWorkspace) {
      return refuse('not_found', 'There is no such workspace.');
    }
    const memberIds = [...new Set(input.memberIds ?? [])].filter(
      (accountId) => accountId !== actor.accountId,
    );
    const settings = roomSettings(input, memberIds);
    if (settings instanceof Refusal) return settings;
    for (const accountId of memberIds) {
      const person = this.#people.find(accountId);
      if (!person || person.kind === 'imported') return noSuchPerson;
    }
    return this.#store
      .createRoom({
        writer: actor,
        ...this.newIds(),
        workspaceId: defaultWorkspace,
        kind: input.kind,
        ...settings,
        memberIds,
        atMs: this.#clock.now(),
        scope: scopeOf(actor, input.nonce),
      })
      .then((created) => this.#created(created));
  }

  list(actor: AccountActor): { rooms: ListedRoom[] } {
    const rooms: ListedRoom[] = [];
    for (const room of this.#cache.rooms.values()) {
      const object = room.objectFor(actor.accountId);
      if (!can(actor, { action: 'room.know', room: object })) continue;
      const joined = object.membership !== undefined;
      const readState = joined
        ? this.#readState(room, actor.accountId)
        : { unread: 0, mentions: 0, readSeq: this.#cache.readSeq(actor.accountId, room.roomId) };
      rooms.push({ ...toRoom(room), joined, ...readState });
    }
    return { rooms };
  }

  /** The rooms of hello: one's own, with read state. */
  ownRooms(accountId: AccountId): Output<'system.hello'>['rooms'] {
    const rooms: Output<'system.hello'>['rooms'] = [];
    for (const roomId of this.#cache.roomIdsOf(accountId)) {
      const room = this.#cache.room(roomId);
      if (room) rooms.push({ ...toRoom(room), ...this.#readState(room, accountId) });
    }
    return rooms;
  }

  join(input: Input<'chat.joinRoom'>, actor: AccountActor): Refusal | Promise<Refusal | { room: Room }> {
    const room = this.#known(input.roomId, actor);
    if (room instanceof Refusal) return room;
    if (!can(actor, { action: 'room.join', room: room.objectFor(actor.accountId) })) {
      return refuse('forbidden', 'This room is by invitation.');
    }
    return this.#store
      .addMember({
        writer: actor,
        roomId: input.roomId,
        accountId: actor.accountId,
        atMs: this.#clock.now(),
        bySelf: true,
      })
      .then((change) => {
        if ('refused' in change) return toRefusal(change);
        this.#joined(room, change);
        return { room: toRoom(room) };
      });
  }

  leave(
    input: Input<'chat.leaveRoom'>,
    actor: AccountActor,
  ): Refusal | Promise<Refusal | Record<string, never>> {
    const room = this.#known(input.roomId, actor);
    if (room instanceof Refusal) return room;
    if (!can(actor, { action: 'room.leave', room: room.objectFor(actor.accountId) })) {
      return refuse('forbidden', 'This room cannot be left.');
    }
    return this.#end(room, actor, actor.accountId, true).then((answer) =>
      answer instanceof Refusal ? answer : {},
    );
  }

  addMember(
    input: Input<'chat.addMember'>,
    actor: AccountActor,
  ): Refusal | Promise<Refusal | { member: Member }> {
    const room = this.#known(input.roomId, actor);
    if (room instanceof Refusal) return room;
    if (!can(actor, { action: 'room.addMember', room: room.objectFor(actor.accountId) })) {
      return refuse('forbidden', 'You cannot bring people into this room.');
    }
    const person = this.#people.find(input.accountId);
    if (!person || person.kind === 'imported') return noSuchPerson;
    return this.#store
      .addMember({
        writer: actor,
        roomId: input.roomId,
        accountId: input.accountId,
        atMs: this.#clock.now(),
        bySelf: false,
      })
      .then((change) => {
        if ('refused' in change) return toRefusal(change);
        this.#joined(room, change);
        return { member: toMember(change.member, this.#people) };
      });
  }

  removeMember(
    input: Input<'chat.removeMember'>,
    actor: AccountActor,
  ): Refusal | Promise<Refusal | { member: Member }> {
    const room = this.#known(input.roomId, actor);
    if (room instanceof Refusal) return room;
    const memberRole = room.members.get(input.accountId)?.role ?? 'member';
    const object = room.objectFor(actor.accountId);
    if (!can(actor, { action: 'room.removeMember', room: object, memberRole })) {
      return refuse('forbidden', 'You cannot take people out of this room.');
    }
    return this.#end(room, actor, input.accountId, false);
  }

  update(input: Input<'chat.updateRoom'>, actor: AccountActor): Refusal | Promise<Refusal | { room: Room }> {
    const room = this.#known(input.roomId, actor);
    if (room instanceof Refusal) return room;
    if (!can(actor, { action: 'room.update', room: room.objectFor(actor.accountId) })) {
      return refuse('forbidden', 'You cannot change this room.');
    }
    const name = input.name === undefined ? undefined : cleanRoomName(input.name);
    const topic = input.topic === undefined ? undefined : cleanTopic(input.topic);
    if (name instanceof Refusal) return name;
    if (topic instanceof Refusal) return topic;
    return this.#store
      .updateRoom({
        writer: actor,
        roomId: input.roomId,
        name,
        nameKey: name === undefined ? undefined : roomNameKey(name),
        topic,
        visibility: input.visibility,
        atMs: this.#clock.now(),
      })
      .then((answer) => {
        if ('refused' in answer) return toRefusal(answer);
        this.#cache.settingsChanged(room, answer.room);
        this.#events.roomUpdated(room);
        return { room: toRoom(room) };
      });
  }

  listMembers(input: Input<'chat.listMembers'>, actor: AccountActor): Refusal | Output<'chat.listMembers'> {
    const room = this.#known(input.roomId, actor);
    if (room instanceof Refusal) return room;
    const limit = input.limit ?? limits.listMembers;
    const after = input.after === undefined ? 0 : Number(input.after);
    if (!Number.isSafeInteger(after) || after < 0) {
      return refuse('bad_request', '`after` must be the `next` of the page before.');
    }
    const members: Member[] = [];
    let last = after;
    for (const member of room.members.values()) {
      if (member.joinedVersion <= after) continue;
      if (members.length === limit) return { members, next: String(last) };
      members.push(toMember(member, this.#people));
      last = member.joinedVersion;
    }
    return { members };
  }

  /** Brings a newcomer into the default rooms, once in its life; several sign-ins at once wait for the same write. */
  welcome(accountId: AccountId): Promise<void> {
    if (this.#cache.welcomed.has(accountId)) return Promise.resolve();
    const under = this.#welcomes.get(accountId);
    if (under) return under;
    const welcome = this.#store
      .joinDefaultRooms({ accountId, atMs: this.#clock.now() })
      .then((changes) => {
        this.#cache.welcomed.add(accountId);
        for (const change of changes) {
          const room = this.#cache.room(change.room.roomId);
          if (room) this.#joined(room, change);
        }
      })
      .finally(() => this.#welcomes.delete(accountId));
    this.#welcomes.set(accountId, welcome);
    return welcome;
  }

  #known(roomId: RoomId, actor: AccountActor): CachedRoom | Refusal {
    const room = this.#cache.room(roomId);
    const known = room && can(actor, { action: 'room.know', room: room.objectFor(actor.accountId) });
    return room && known ? room : toRefusal(noSuchRoom);
  }

  #readState(room: CachedRoom, accountId: AccountId) {
    return {
      unread: this.#history.unread(room, accountId),
      mentions: this.#cache.mentionCount(accountId, room.roomId),
      readSeq: this.#cache.readSeq(accountId, room.roomId),
    };
  }

  #created(created: CreatedRoom | Refused): Refusal | { room: Room } {
    if ('refused' in created) return toRefusal(created);
    const known = this.#cache.room(created.room.roomId);
    if (known) return { room: toRoom(known) };
    const room = this.#cache.addRoom(created.room, created.members);
    for (const member of created.members) {
      this.#cache.setReadSeq(member.accountId, room.roomId, 0);
      this.#events.memberJoined(room, member);
    }
    return { room: toRoom(room) };
  }

  #joined(room: CachedRoom, change: MembershipChange): void {
    if (!change.changed) return;
    this.#cache.memberChanged(room, change.room, change.member);
    this.#cache.setReadSeq(change.member.accountId, room.roomId, change.readSeq);
    this.#events.memberJoined(room, change.member);
  }

  #end(
    room: CachedRoom,
    actor: AccountActor,
    accountId: AccountId,
    bySelf: boolean,
  ): Promise<Refusal | { member: Member }> {
    return this.#store
      .removeMember({ writer: actor, roomId: room.roomId, accountId, atMs: this.#clock.now(), bySelf })
      .then((change) => {
        if ('refused' in change) return toRefusal(change);
        this.#cache.memberChanged(room, change.room, change.member);
        this.#events.memberLeft(room, change.member, bySelf ? 'left' : 'removed');
        return { member: toMember(change.member, this.#people) };
      });
  }
}

function roomSettings(input: Input<'chat.createRoom'>, memberIds: readonly AccountId[]) {
  if (input.kind === 'direct') {
    if (memberIds.length !== 1)
      return refuse('bad_request', 'A direct room is with exactly one other person.');
    return { name: null, nameKey: null, topic: null, visibility: 'private' as const };
  }
  if (input.kind === 'channel' && input.name === undefined)
    return refuse('bad_request', 'A channel needs a name.');
  const name = input.name === undefined ? null : cleanRoomName(input.name);
  const topic = input.topic === undefined ? null : cleanTopic(input.topic);
  if (name instanceof Refusal) return name;
  if (topic instanceof Refusal) return topic;
  return { name, nameKey: name === null ? null : roomNameKey(name), topic, visibility: input.visibility };
}
