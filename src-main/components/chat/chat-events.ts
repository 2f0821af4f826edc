import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { Clock, Timer } from '../../../src-shared/base/clock.ts';
import * as events from '../../../src-shared/protocol/chat/events.ts';
import { EncodedJson } from '../../kernel/operation.ts';
import type { People, Publisher } from '../../kernel/ports.ts';
import type { CachedRoom } from './chat-cache.ts';
import { toMember, toRoom } from './chat-encoding.ts';
import type { MemberRow } from './chat-store.ts';
import type { TailEntry } from './message-tail.ts';

/** How often the members of a large room hear of its member count, in milliseconds. */
const largeRoomNewsMs = 1000;

/** `{"message":…}` from ready bytes: the data of message events and the answer of message operations alike. */
export function messageJson(entry: TailEntry): EncodedJson {
  return new EncodedJson('{"message":', entry.bytes, '}');
}

/** Chat's events with their audiences. Called after the cache has taken the change. */
export class ChatEvents {
  readonly #publisher: Publisher;
  readonly #people: People;
  readonly #clock: Clock;
  readonly #largeRoomNews = new Map<RoomId, Timer>();

  constructor(options: { publisher: Publisher; people: People; clock: Clock }) {
    this.#publisher = options.publisher;
    this.#people = options.people;
    this.#clock = options.clock;
  }

  messageCreated(room: CachedRoom, json: EncodedJson): void {
    this.#publisher.toAudience(room.roomId, events.messageCreated, json);
  }

  messageChanged(room: CachedRoom, entry: TailEntry, json: EncodedJson): void {
    const event = entry.deleted ? events.messageDeleted : events.messageUpdated;
    this.#publisher.toAudience(room.roomId, event, json);
  }

  roomUpdated(room: CachedRoom): void {
    this.#publisher.toAudience(room.roomId, events.roomUpdated, { room: toRoom(room) });
  }

  /** The newcomer hears of the room first, the others of the newcomer. */
  memberJoined(room: CachedRoom, member: MemberRow): void {
    this.#publisher.toAccount(member.accountId, events.roomJoined, { room: toRoom(room) });
    this.#publisher.admit(room.roomId, member.accountId);
    this.#tellOfMember(room, member);
  }

  /** Everybody who was there hears of it, the one who goes too; then nothing more reaches that one. */
  memberLeft(room: CachedRoom, member: MemberRow, reason: 'left' | 'removed'): void {
    this.#tellOfMember(room, member);
    this.#publisher.expel(room.roomId, member.accountId);
    this.#publisher.toAccount(member.accountId, events.roomGone, { roomId: room.roomId, reason });
  }

  readMarked(accountId: AccountId, roomId: RoomId, seq: number): void {
    this.#publisher.toAccount(accountId, events.readMarked, { roomId, seq });
  }

  typing(room: CachedRoom, accountId: AccountId): void {
    this.#publisher.toAudienceExcept(room.roomId, accountId, events.typing, {
      roomId: room.roomId,
      accountId,
    });
  }

  close(): void {
    for (const timer of this.#largeRoomNews.values()) timer.cancel();
    this.#largeRoomNews.clear();
  }

  #tellOfMember(room: CachedRoom, member: MemberRow): void {
    if (room.large) {
      this.#tellOfCountSoon(room);
      return;
    }
    this.#publisher.toAudience(room.roomId, member.left ? events.memberLeft : events.memberJoined, {
      roomId: room.roomId,
      member: toMember(member, this.#people),
    });
  }

  #tellOfCountSoon(room: CachedRoom): void {
    if (this.#largeRoomNews.has(room.roomId)) return;
    const timer = this.#clock.after(largeRoomNewsMs, () => {
      this.#largeRoomNews.delete(room.roomId);
      this.roomUpdated(room);
    });
    this.#largeRoomNews.set(room.roomId, timer);
  }
}
