import type { AccountId, RoomId } from '../base/ids.ts';
import type { Message } from '../protocol/chat/entities.ts';
import type { HearthEvent, Output } from '../protocol/registry.ts';
import type { OutgoingMessage, ReplicaState, RoomState } from './contract.ts';
import {
  idleRoomMessages,
  roomFromHello,
  roomFromJoin,
  roomFromList,
  type Viewer,
  withChange,
  withHistory,
  withMember,
  withMessage,
  withReadMark,
  withRoom,
} from './room-replica.ts';

type SyncedRoom = Output<'chat.sync'>['rooms'][number];

/** What a room is to be asked for, to catch up. */
export interface Behind {
  readonly roomId: RoomId;
  readonly since: number;
  readonly epoch: RoomState['epoch'];
}

/** A room that is being caught up, or a page of it fetched: events wait here and are laid over what comes. */
interface Catching {
  syncing: boolean;
  held: HearthEvent[];
  fetches: number;
  during: Message[];
}

/**
 * The account’s copy of its rooms. Every change goes through here in order; what came before is ignored by version,
 * what left a gap is asked for.
 */
export class Replica {
  #account: ReplicaState['account'];
  readonly #rooms = new Map<RoomId, RoomState>();
  readonly #profiles = new Map<AccountId, NonNullable<ReturnType<ReplicaState['profiles']['get']>>>();
  readonly #catching = new Map<RoomId, Catching>();
  #state: ReplicaState | undefined;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): ReplicaState {
    this.#state ??= {
      account: this.#account,
      rooms: new Map(this.#rooms),
      profiles: new Map(this.#profiles),
    };
    return this.#state;
  }

  get viewer(): Viewer | undefined {
    return this.#account;
  }

  room(roomId: RoomId): RoomState | undefined {
    return this.#rooms.get(roomId);
  }

  clear(): void {
    this.#account = undefined;
    this.#rooms.clear();
    this.#profiles.clear();
    this.#catching.clear();
    this.#touch();
  }

  /** Takes over what hello states; the rooms that must catch up. */
  hello(hello: Output<'system.hello'>): Behind[] {
    this.#account = hello.account;
    this.#catching.clear();
    const behind: Behind[] = [];
    const mine = new Set(hello.rooms.map((room) => room.roomId));
    for (const [roomId, room] of this.#rooms)
      if (room.joined && !mine.has(roomId)) this.#rooms.delete(roomId);
    for (const joined of hello.rooms) {
      const before = this.#rooms.get(joined.roomId);
      const isSame = before !== undefined && before.epoch === joined.epoch;
      const hasContent = isSame && (before.hasBefore !== undefined || before.members !== undefined);
      if (hasContent && before.version < joined.version) {
        behind.push({ roomId: joined.roomId, since: before.version, epoch: before.epoch });
        // Counts are the host’s; the content follows with the answer.
        const next = roomFromHello(joined, before);
        this.#rooms.set(joined.roomId, { ...next, room: before.room, version: before.version });
        this.#catch(joined.roomId).syncing = true;
      } else {
        this.#rooms.set(joined.roomId, { ...roomFromHello(joined, before), version: joined.version });
      }
    }
    this.#touch();
    return behind;
  }

  listed(answer: Output<'chat.listRooms'>): void {
    for (const listed of answer.rooms) {
      const before = this.#rooms.get(listed.roomId);
      if (!before?.joined) this.#rooms.set(listed.roomId, roomFromList(listed, before));
    }
    this.#touch();
  }

  /** Applies an event; a room to catch up with when it left a gap. */
  event(event: HearthEvent): Behind | undefined {
    const behind = this.#apply(event);
    this.#touch();
    return behind;
  }

  #apply(event: HearthEvent): Behind | undefined {
    switch (event.event) {
      case 'chat.messageCreated':
      case 'chat.messageUpdated':
      case 'chat.messageDeleted':
        return this.#versioned(event, event.data.message.roomId, event.data.message.version);
      case 'chat.memberJoined':
      case 'chat.memberLeft':
        return this.#versioned(event, event.data.roomId, event.data.member.version);
      case 'chat.roomUpdated':
        return this.#versioned(event, event.data.room.roomId, event.data.room.version);
      case 'chat.roomJoined': {
        const { room } = event.data;
        this.#catching.delete(room.roomId);
        this.#rooms.set(room.roomId, {
          ...roomFromJoin(room, undefined),
          outgoing: this.#outgoing(room.roomId),
        });
        return undefined;
      }
      case 'chat.roomGone':
        this.#catching.delete(event.data.roomId);
        this.#rooms.delete(event.data.roomId);
        return undefined;
      case 'chat.readMarked':
        this.#change(event.data.roomId, (room) => withReadMark(room, event.data.seq, this.viewer));
        return undefined;
      case 'chat.typing':
        this.#change(event.data.roomId, (room) => ({
          ...room,
          typing: [
            ...room.typing.filter((accountId) => accountId !== event.data.accountId),
            event.data.accountId,
          ],
        }));
        return undefined;
      case 'profile.presenceChanged': {
        const known = this.#profiles.get(event.data.accountId);
        if (known) this.#profiles.set(known.accountId, { ...known, presence: event.data.presence });
        return undefined;
      }
      case 'profile.updated':
        this.#renamed(event.data.profile);
        return undefined;
    }
  }

  /** In order: the next version is applied, an old one ignored, a gap asked for. */
  #versioned(event: HearthEvent, roomId: RoomId, version: number): Behind | undefined {
    const room = this.#rooms.get(roomId);
    if (!room) return undefined;
    const catching = this.#catching.get(roomId);
    if (catching?.syncing) {
      catching.held.push(event);
      return undefined;
    }
    if (catching && 'message' in event.data) catching.during.push(event.data.message);
    const isNews = event.event === 'chat.roomUpdated' && version === room.version;
    if (version <= room.version && !isNews) return undefined;
    // In a large room members come and go untold, so versions have holes there.
    const isGap = version > room.version + 1 && !room.room.large && room.hasBefore !== undefined;
    if (!isGap) {
      this.#rooms.set(roomId, this.#withEvent(room, event));
      return undefined;
    }
    const waiting = this.#catch(roomId);
    waiting.syncing = true;
    waiting.held.push(event);
    return { roomId, since: room.version, epoch: room.epoch };
  }

  #withEvent(room: RoomState, event: HearthEvent): RoomState {
    switch (event.event) {
      case 'chat.messageCreated':
      case 'chat.messageUpdated':
      case 'chat.messageDeleted':
        return withMessage(room, event.data.message, this.viewer);
      case 'chat.memberJoined':
      case 'chat.memberLeft':
        return withMember(room, event.data.member);
      case 'chat.roomUpdated':
        return withRoom(room, event.data.room);
      default:
        return room;
    }
  }

  /** Lays an answer of sync over the room: what to ask next, if there is more; `reset` when it must be fetched afresh. */
  synced(answer: SyncedRoom): Behind | 'reset' | 'gone' | undefined {
    const room = this.#rooms.get(answer.roomId);
    if (!room) return undefined;
    if ('gone' in answer) {
      this.#rooms.delete(answer.roomId);
      this.#catching.delete(answer.roomId);
      this.#touch();
      return 'gone';
    }
    if ('reset' in answer) {
      this.#catching.delete(answer.roomId);
      this.#rooms.set(answer.roomId, {
        ...room,
        messages: [],
        hasBefore: undefined,
        hasAfter: false,
        members: undefined,
      });
      this.#touch();
      return 'reset';
    }
    const counts = { unread: room.unread, mentions: room.mentions, readSeq: room.readSeq };
    let next = room;
    for (const change of answer.changes) next = withChange(next, change, this.viewer);
    // The host counted at hello; changes that hello knew of must not be counted again.
    next = { ...next, ...counts, readSeq: Math.max(counts.readSeq, next.readSeq) };
    const lastVersion = answer.changes.reduce(
      (highest, change) => Math.max(highest, versionOf(change)),
      room.version,
    );
    next = { ...next, version: answer.more ? lastVersion : Math.max(answer.head, lastVersion) };
    this.#rooms.set(answer.roomId, next);
    if (answer.more) return { roomId: answer.roomId, since: lastVersion, epoch: next.epoch };
    return this.#release(answer.roomId);
  }

  /** Everything that waited behind the sync, in order. */
  #release(roomId: RoomId): Behind | undefined {
    const catching = this.#catching.get(roomId);
    if (!catching) return undefined;
    const { held } = catching;
    catching.held = [];
    catching.syncing = false;
    this.#tidy(roomId);
    let behind: Behind | undefined;
    for (const event of held) behind = this.#apply(event) ?? behind;
    this.#touch();
    return behind;
  }

  /** A page is being fetched: from here on events are remembered, so that none falls between page and stretch. */
  fetchBegins(roomId: RoomId): void {
    this.#catch(roomId).fetches += 1;
  }

  fetched(
    roomId: RoomId,
    page: Output<'chat.history'> | undefined,
    place: 'replace' | 'before' | 'after',
  ): void {
    const catching = this.#catching.get(roomId);
    const since = catching?.during ?? [];
    if (page) this.#change(roomId, (room) => withHistory(room, page, { place, since, viewer: this.viewer }));
    if (catching) {
      catching.fetches -= 1;
      if (catching.fetches <= 0) catching.during = [];
      this.#tidy(roomId);
    }
    this.#touch();
  }

  members(roomId: RoomId, members: RoomState['members']): void {
    this.#change(roomId, (room) => ({ ...room, members }));
  }

  setOutgoing(roomId: RoomId, outgoing: readonly OutgoingMessage[]): void {
    this.#change(roomId, (room) => ({ ...room, outgoing }));
  }

  markRead(roomId: RoomId, seq: number): void {
    this.#change(roomId, (room) => withReadMark(room, seq, this.viewer));
  }

  stopTyping(roomId: RoomId, accountId: AccountId): void {
    this.#change(roomId, (room) => ({ ...room, typing: room.typing.filter((other) => other !== accountId) }));
  }

  profiles(profiles: Output<'profile.get'>['profiles']): void {
    for (const profile of profiles) this.#profiles.set(profile.accountId, profile);
    this.#touch();
  }

  profile(accountId: AccountId) {
    return this.#profiles.get(accountId);
  }

  /** Keeps the newest messages of a room that nobody looks at. */
  trim(roomId: RoomId, keep = idleRoomMessages): void {
    const room = this.#rooms.get(roomId);
    if (!room || room.messages.length <= keep || room.hasAfter) return;
    this.#rooms.set(roomId, { ...room, messages: room.messages.slice(-keep), hasBefore: true });
    this.#touch();
  }

  #renamed(profile: NonNullable<ReturnType<ReplicaState['profiles']['get']>>): void {
    const known = this.#profiles.get(profile.accountId);
    if (known) this.#profiles.set(profile.accountId, profile);
    if (this.#account?.accountId === profile.accountId) {
      this.#account = { ...this.#account, displayName: profile.displayName };
    }
    for (const [roomId, room] of this.#rooms) {
      if (!room.members?.some((member) => member.accountId === profile.accountId)) continue;
      const members = room.members.map((member) =>
        member.accountId === profile.accountId ? { ...member, displayName: profile.displayName } : member,
      );
      this.#rooms.set(roomId, { ...room, members });
    }
  }

  #outgoing(roomId: RoomId): readonly OutgoingMessage[] {
    return this.#rooms.get(roomId)?.outgoing ?? [];
  }

  #change(roomId: RoomId, change: (room: RoomState) => RoomState): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    this.#rooms.set(roomId, change(room));
    this.#touch();
  }

  #catch(roomId: RoomId): Catching {
    let catching = this.#catching.get(roomId);
    if (!catching) {
      catching = { syncing: false, held: [], fetches: 0, during: [] };
      this.#catching.set(roomId, catching);
    }
    return catching;
  }

  #tidy(roomId: RoomId): void {
    const catching = this.#catching.get(roomId);
    if (catching && !catching.syncing && catching.fetches <= 0) this.#catching.delete(roomId);
  }

  #touch(): void {
    this.#state = undefined;
    this.#onChange();
  }
}

function versionOf(change: {
  message?: { version: number };
  member?: { version: number };
  room?: { version: number };
}): number {
  return change.message?.version ?? change.member?.version ?? 0;
}
