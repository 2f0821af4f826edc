import { assert } from '../../../src-shared/base/assert.ts';
import type { AccountId, Epoch, RoomId, WorkspaceId } from '../../../src-shared/base/ids.ts';
import type { RoomKind, Visibility } from '../../../src-shared/protocol/chat/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { ByteCache, type CacheFigures } from '../../cache/byte-cache.ts';
import type { RoomObject } from '../../kernel/can.ts';
import type { MemberRow, RoomRow } from './chat-store.ts';
import { MessageTail, type TailEntry } from './message-tail.ts';
import { isLarge } from './room-row.ts';
import type { UnreadIndex } from './unread-index.ts';

/** A message made, or with `deleted` one deleted. */
export type UnreadChange = Pick<TailEntry, 'seq' | 'senderId' | 'deleted'>;

/** A room as memory holds it: `RoomRow` with its counter moving, and its members. */
export class CachedRoom implements RoomRow {
  readonly roomId: RoomId;
  readonly workspaceId: WorkspaceId;
  readonly kind: RoomKind;
  name: string | null;
  topic: string | null;
  visibility: Visibility;
  version: number;
  settingsVersion: number;
  floor: number;
  sizeVersion: number;
  epoch: Epoch;
  lastSeq: number;
  memberCount: number;
  /** Present members in order of joining. */
  readonly members = new Map<AccountId, MemberRow>();
  /** Read marks, of members and of others that read here. */
  readonly readSeqs = new Map<AccountId, number>();
  /** Version at which an existing message last changed: pages of older messages built before it are stale. */
  changeVersion = 0;
  unread: UnreadIndex | undefined;
  /** One list for each unread index that is being read just now: what happened since its reading began. */
  unreadReadings: Set<UnreadChange[]> | undefined;
  /** Monotonic time at which the unread index was last used. */
  unreadUsedMs = 0;

  constructor(row: RoomRow) {
    this.roomId = row.roomId;
    this.workspaceId = row.workspaceId;
    this.kind = row.kind;
    this.name = row.name;
    this.topic = row.topic;
    this.visibility = row.visibility;
    this.version = row.version;
    this.settingsVersion = row.settingsVersion;
    this.floor = row.floor;
    this.sizeVersion = row.sizeVersion;
    this.epoch = row.epoch;
    this.lastSeq = row.lastSeq;
    this.memberCount = row.memberCount;
  }

  get large(): boolean {
    return isLarge(this.memberCount);
  }

  /** The room as the rules of `can` see it with this person. */
  objectFor(accountId: AccountId): RoomObject {
    const member = this.members.get(accountId);
    return { kind: this.kind, visibility: this.visibility, membership: member && { role: member.role } };
  }
}

/** What memory knows of one account beside its read marks, which rooms hold: its rooms and unread mentions. */
interface CachedReader {
  /** A list: it is walked through, never searched. */
  roomIds: readonly RoomId[];
  /** Made when there is something to keep: most people of a large host only read. */
  mentions: Map<RoomId, number[]> | undefined;
}

/**
 * Chat in memory: all rooms, members and read marks, the tails of rooms in use. Filled at start and from commits,
 * in commit order, never before them.
 */
export class ChatCache {
  readonly rooms = new Map<RoomId, CachedRoom>();
  readonly welcomed = new Set<AccountId>();
  readonly #readers = new Map<AccountId, CachedReader>();
  readonly #tails: ByteCache<RoomId, MessageTail>;
  /** Found on disk at the start, and written since. */
  #messagesFound = 0;
  #messagesWritten = 0;

  constructor(options: { tailBudgetBytes: number }) {
    this.#tails = new ByteCache(options.tailBudgetBytes);
  }

  get tailFigures(): CacheFigures {
    return this.#tails.figures;
  }

  get messageCount(): number {
    return this.#messagesFound + this.#messagesWritten;
  }

  /** Messages that were written since the host started. */
  get messagesWritten(): number {
    return this.#messagesWritten;
  }

  countMessages(messages: number): void {
    this.#messagesFound += messages;
  }

  room(roomId: RoomId): CachedRoom | undefined {
    return this.rooms.get(roomId);
  }

  addRoom(row: RoomRow, members: readonly MemberRow[]): CachedRoom {
    const room = new CachedRoom(row);
    this.rooms.set(room.roomId, room);
    for (const member of members) this.#putMember(room, member);
    return room;
  }

  roomIdsOf(accountId: AccountId): readonly RoomId[] {
    return this.#readers.get(accountId)?.roomIds ?? noRooms;
  }

  readSeq(accountId: AccountId, roomId: RoomId): number {
    return this.rooms.get(roomId)?.readSeqs.get(accountId) ?? 0;
  }

  setReadSeq(accountId: AccountId, roomId: RoomId, seq: number): void {
    this.rooms.get(roomId)?.readSeqs.set(accountId, seq);
    const reader = this.#readers.get(accountId);
    const mentions = reader?.mentions?.get(roomId)?.filter((mentioned) => mentioned > seq);
    if (!mentions || !reader?.mentions) return;
    if (mentions.length === 0) reader.mentions.delete(roomId);
    else reader.mentions.set(roomId, mentions);
  }

  /** Mentions above the read mark, exact to 999. */
  mentionCount(accountId: AccountId, roomId: RoomId): number {
    return Math.min(this.#readers.get(accountId)?.mentions?.get(roomId)?.length ?? 0, limits.unreadCount);
  }

  addMention(accountId: AccountId, roomId: RoomId, seq: number): void {
    if (seq <= this.readSeq(accountId, roomId)) return;
    const reader = this.#reader(accountId);
    const mentions = (reader.mentions ??= new Map());
    const seqs = mentions.get(roomId) ?? [];
    if (seqs.includes(seq) || seqs.length > limits.unreadCount) return;
    mentions.set(
      roomId,
      [...seqs, seq].toSorted((a, b) => a - b),
    );
  }

  removeMention(accountId: AccountId, roomId: RoomId, seq: number): void {
    const mentions = this.#readers.get(accountId)?.mentions;
    const left = mentions?.get(roomId)?.filter((mentioned) => mentioned !== seq);
    if (!mentions || !left) return;
    if (left.length === 0) mentions.delete(roomId);
    else mentions.set(roomId, left);
  }

  /** Who has an unread mention at this message. */
  mentionedAt(room: CachedRoom, seq: number): AccountId[] {
    return [...room.members.keys()].filter((accountId) =>
      this.#readers.get(accountId)?.mentions?.get(room.roomId)?.includes(seq),
    );
  }

  /** Every change but a room's making passes here, so that memory cannot run ahead of or behind the counter. */
  #advance(room: CachedRoom, version: number): void {
    assert(
      version === room.version + 1,
      `room ${room.roomId} stands at ${room.version} and is told of ${version}`,
    );
    room.version = version;
  }

  memberChanged(room: CachedRoom, row: RoomRow, member: MemberRow): void {
    this.#advance(room, member.version);
    room.memberCount = row.memberCount;
    room.sizeVersion = row.sizeVersion;
    if (member.left) {
      room.members.delete(member.accountId);
      const reader = this.#reader(member.accountId);
      reader.roomIds = reader.roomIds.filter((roomId) => roomId !== room.roomId);
    } else {
      this.#putMember(room, member);
    }
  }

  settingsChanged(room: CachedRoom, row: RoomRow): void {
    this.#advance(room, row.settingsVersion);
    room.name = row.name;
    room.topic = row.topic;
    room.visibility = row.visibility;
    room.settingsVersion = row.settingsVersion;
  }

  messageCreated(room: CachedRoom, entry: TailEntry): void {
    this.#advance(room, entry.version);
    const isFirst = room.lastSeq === 0;
    room.lastSeq = entry.seq;
    room.unread?.append(entry.seq, entry.senderId);
    for (const changes of room.unreadReadings ?? []) changes.push(entry);
    this.#messagesWritten += 1;
    const tail = this.#tails.peek(room.roomId);
    if (tail) {
      tail.append(entry);
      this.#tails.resize(room.roomId, tail.bytes);
    } else if (isFirst) {
      // Nothing but members and settings came before, so the tail is known without reading.
      this.putTail(room.roomId, new MessageTail([entry], false));
    }
  }

  messageChanged(room: CachedRoom, entry: TailEntry): void {
    this.#advance(room, entry.version);
    room.changeVersion = entry.version;
    if (entry.deleted) {
      room.unread?.remove(entry.seq);
      for (const changes of room.unreadReadings ?? []) changes.push(entry);
    }
    const tail = this.#tails.peek(room.roomId);
    if (!tail) return;
    tail.replace(entry);
    this.#tails.resize(room.roomId, tail.bytes);
  }

  /** The room's tail, counted as a hit or a miss. */
  tail(roomId: RoomId): MessageTail | undefined {
    return this.#tails.get(roomId);
  }

  peekTail(roomId: RoomId): MessageTail | undefined {
    return this.#tails.peek(roomId);
  }

  putTail(roomId: RoomId, tail: MessageTail): void {
    this.#tails.set(roomId, tail, tail.bytes);
  }

  /** Unread indexes unused since `beforeMs` are let go; they are read again when somebody needs one. */
  dropUnreadIndexes(beforeMs: number): void {
    for (const room of this.rooms.values()) {
      if (room.unread && room.unreadUsedMs < beforeMs) room.unread = undefined;
    }
  }

  #putMember(room: CachedRoom, member: MemberRow): void {
    const wasMember = room.members.delete(member.accountId);
    room.members.set(member.accountId, member);
    if (wasMember) return;
    const reader = this.#reader(member.accountId);
    reader.roomIds = [...reader.roomIds, room.roomId];
  }

  #reader(accountId: AccountId): CachedReader {
    let reader = this.#readers.get(accountId);
    if (!reader) {
      reader = { roomIds: noRooms, mentions: undefined };
      this.#readers.set(accountId, reader);
    }
    return reader;
  }
}

const noRooms: readonly RoomId[] = [];
