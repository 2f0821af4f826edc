import type { AccountId, RoomId } from '../base/ids.ts';
import type { Message, Room } from '../protocol/chat/entities.ts';
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
  withNews,
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
  /** The version up to which the room’s unread counts are complete: that of hello, or of the last event before a gap. */
  countedTo: number;
  /** The room as hello stated it; undefined when it was a gap that made it sync. */
  stated: Room | undefined;
  /** What sync told of messages beyond that version. */
  news: Message[];
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
  /** Handed out until a profile changes, so that lists of people stay the same while others talk. */
  #profilesState: ReplicaState['profiles'] | undefined;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): ReplicaState {
    this.#profilesState ??= new Map(this.#profiles);
    this.#state ??= {
      account: this.#account,
      rooms: new Map(this.#rooms),
      profiles: this.#profilesState,
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
    this.#profilesState = undefined;
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
        this.#beginSync(joined.roomId, joined.version).stated = next.room;
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
      case 'chat.readMarked': {
        // It takes its place among the messages that wait behind a sync.
        const catching = this.#catching.get(event.data.roomId);
        if (catching?.syncing) {
          catching.held.push(event);
          return undefined;
        }
        this.#change(event.data.roomId, (room) => withReadMark(room, event.data.seq, this.viewer));
        return undefined;
      }
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
        if (known) this.#setProfile({ ...known, presence: event.data.presence });
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
    this.#beginSync(roomId, room.version).held.push(event);
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
      const catching = this.#catching.get(answer.roomId);
      this.#rooms.set(answer.roomId, {
        ...room,
        room: catching?.stated ?? room.room,
        messages: [],
        hasBefore: undefined,
        hasAfter: false,
        members: undefined,
        version: Math.max(room.version, catching?.countedTo ?? 0),
      });
      this.#release(answer.roomId);
      this.#touch();
      return 'reset';
    }
    const catching = this.#catch(answer.roomId);
    let next = room;
    for (const change of answer.changes) {
      next = withChange(next, change, this.viewer);
      if (change.message && change.message.version > catching.countedTo) catching.news.push(change.message);
    }
    // Changes that the counts know of already must not be counted again; the others are, once all are here.
    const { unread, mentions, readSeq } = room;
    next = { ...next, unread, mentions, readSeq };
    const lastVersion = answer.changes.reduce(
      (highest, change) => Math.max(highest, versionOf(change)),
      room.version,
    );
    next = { ...next, version: answer.more ? lastVersion : Math.max(answer.head, lastVersion) };
    if (!answer.more) next = withNews(next, catching, this.viewer);
    this.#rooms.set(answer.roomId, next);
    if (answer.more) return { roomId: answer.roomId, since: lastVersion, epoch: next.epoch };
    return this.#release(answer.roomId);
  }

  #beginSync(roomId: RoomId, countedTo: number): Catching {
    const catching = this.#catch(roomId);
    catching.syncing = true;
    catching.countedTo = countedTo;
    catching.stated = undefined;
    catching.news = [];
    return catching;
  }

  /** Everything that waited behind the sync, in order. */
  #release(roomId: RoomId): Behind | undefined {
    const catching = this.#catching.get(roomId);
    if (!catching) return undefined;
    const { held } = catching;
    catching.held = [];
    catching.news = [];
    catching.syncing = false;
    this.#tidy(roomId);
    let behind: Behind | undefined;
    let wasMarked = false;
    for (const event of held) {
      behind = this.#apply(event) ?? behind;
      // What sync told of one’s own words counts as read; a mark set before them must not take that back.
      wasMarked ||= event.event === 'chat.readMarked';
      const own = event.event === 'chat.messageCreated' ? event.data.message : undefined;
      if (wasMarked && own && own.senderId === this.viewer?.accountId) {
        this.#change(roomId, (room) => withReadMark(room, own.seq, this.viewer));
      }
    }
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
    for (const profile of profiles) this.#setProfile(profile);
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
    if (known) this.#setProfile(profile);
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

  #setProfile(profile: NonNullable<ReturnType<ReplicaState['profiles']['get']>>): void {
    this.#profiles.set(profile.accountId, profile);
    this.#profilesState = undefined;
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
      catching = {
        syncing: false,
        countedTo: 0,
        stated: undefined,
        news: [],
        held: [],
        fetches: 0,
        during: [],
      };
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
