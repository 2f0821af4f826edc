import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import type { Input } from '../../../src-shared/protocol/registry.ts';
import { ByteCache } from '../../cache/byte-cache.ts';
import type { AccountActor } from '../../kernel/actor.ts';
import { can } from '../../kernel/can.ts';
import type { Refusal } from '../../kernel/hearth-error.ts';
import { EncodedJson } from '../../kernel/operation.ts';
import type { People } from '../../kernel/ports.ts';
import type { CachedRoom, ChatCache, UnreadChange } from './chat-cache.ts';
import { encodeMessage, toMember, toRoom } from './chat-encoding.ts';
import type { ChatStore, MessageRow, SyncChanges } from './chat-store.ts';
import { toRefusal } from './message-service.ts';
import { MessageTail, tailMessages, type TailEntry, toTailEntry } from './message-tail.ts';
import { noSuchRoom } from './room-row.ts';
import { UnreadIndex } from './unread-index.ts';

/** Messages that an unread index starts with; deeper ones are read where somebody's mark lies further back. */
const unreadIndexMessages = limits.unreadCount + 200;
const deepestUnreadIndexMessages = 65_536;
/** Answers of one sync stay under this many bytes; the rest is asked for again. */
const syncAnswerBytes = 256 * 1024;

/** A page of history as ready bytes of its message list, with the entries that carry reactions. */
interface Page {
  readonly list: Buffer;
  readonly reacted: readonly Pick<TailEntry, 'seq' | 'reactions'>[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

/** Reading: from memory where it reaches, else from the reader thread; pages are kept as bytes. */
export class HistoryService {
  readonly #store: ChatStore;
  readonly #cache: ChatCache;
  readonly #people: People;
  readonly #clock: Clock;
  readonly #coldPages: ByteCache<string, Page>;
  readonly #tailLoads = new Map<RoomId, Promise<MessageTail>>();

  constructor(dependencies: {
    store: ChatStore;
    cache: ChatCache;
    people: People;
    clock: Clock;
    pageBudgetBytes: number;
  }) {
    this.#store = dependencies.store;
    this.#cache = dependencies.cache;
    this.#people = dependencies.people;
    this.#clock = dependencies.clock;
    this.#coldPages = new ByteCache(dependencies.pageBudgetBytes);
  }

  get pageFigures() {
    return this.#coldPages.figures;
  }

  history(input: Input<'chat.history'>, actor: AccountActor): Refusal | EncodedJson | Promise<EncodedJson> {
    const room = this.#cache.room(input.roomId);
    if (!room || !can(actor, { action: 'room.read', room: room.objectFor(actor.accountId) })) {
      return toRefusal(noSuchRoom);
    }
    const tail = this.#cache.tail(room.roomId);
    const fromTail = tail && pageFromTail(tail, input);
    if (fromTail) return answer(fromTail, actor.accountId);
    return this.#coldPage(room, input).then((page) => answer(page, actor.accountId));
  }

  /** Reads the tail in, so that the next readers are served from memory. */
  loadTail(room: CachedRoom): Promise<MessageTail> {
    const loading = this.#tailLoads.get(room.roomId);
    if (loading) return loading;
    const load = this.#readTail(room).finally(() => this.#tailLoads.delete(room.roomId));
    this.#tailLoads.set(room.roomId, load);
    return load;
  }

  async sync(input: Input<'chat.sync'>, actor: AccountActor): Promise<EncodedJson> {
    const answers: string[] = [];
    let bytes = 0;
    for (const asked of input.rooms) {
      const { text } = await this.#syncRoom(asked, actor, Math.max(0, syncAnswerBytes - bytes));
      answers.push(text);
      bytes += text.length;
    }
    return new EncodedJson(`{"rooms":[${answers.join(',')}]}`);
  }

  /** Makes sure that unread counts of these rooms can be told at once. */
  async prepareUnread(accountId: AccountId): Promise<void> {
    for (const roomId of this.#cache.roomIdsOf(accountId)) {
      const room = this.#cache.room(roomId);
      if (!room || room.lastSeq <= this.#cache.readSeq(accountId, roomId)) continue;
      room.unreadUsedMs = this.#clock.monotonic();
      if (this.#countUnread(room, accountId) === undefined) await this.#deepenUnread(room, accountId);
    }
  }

  unread(room: CachedRoom, accountId: AccountId): number {
    if (room.lastSeq <= this.#cache.readSeq(accountId, room.roomId)) return 0;
    room.unreadUsedMs = this.#clock.monotonic();
    return this.#countUnread(room, accountId) ?? limits.unreadCount;
  }

  #countUnread(room: CachedRoom, accountId: AccountId): number | undefined {
    return room.unread?.count(this.#cache.readSeq(accountId, room.roomId), accountId);
  }

  async #deepenUnread(room: CachedRoom, accountId: AccountId): Promise<void> {
    let limit = Math.max(unreadIndexMessages, (room.unread?.length ?? 0) * 4);
    while (limit <= deepestUnreadIndexMessages) {
      await this.#loadUnread(room, limit);
      if (this.#countUnread(room, accountId) !== undefined) return;
      limit *= 4;
    }
  }

  async #loadUnread(room: CachedRoom, limit: number): Promise<void> {
    const changes: UnreadChange[] = [];
    const readings = (room.unreadReadings ??= new Set());
    readings.add(changes);
    try {
      const { seqs, senders } = await this.#store.recentSeqs({ roomId: room.roomId, limit });
      const last = seqs.at(-1) ?? 0;
      // The reader may be ahead of memory: then it is asked again. Where memory is ahead, what it did is done again.
      if (last > room.lastSeq) return await this.#loadUnread(room, limit);
      const index = new UnreadIndex({ seqs, senders, reachesStart: seqs.length < limit });
      for (const { seq, senderId, deleted } of changes) {
        if (deleted) index.remove(seq);
        else if (seq > last) index.append(seq, senderId);
      }
      room.unread = index;
    } finally {
      readings.delete(changes);
    }
  }

  async #readTail(room: CachedRoom): Promise<MessageTail> {
    for (;;) {
      const startedAt = room.version;
      const rows = await this.#store.history({
        roomId: room.roomId,
        before: null,
        after: null,
        limit: tailMessages + 1,
      });
      const newest = rows.reduce((highest, row) => Math.max(highest, row.version), 0);
      // Commits answered meanwhile, or a reader ahead of memory: read again, so that nothing is lost or early.
      if (room.version !== startedAt || newest > room.version) continue;
      // The id as memory has it already: the reader's copy of it would weigh more than all else about a message.
      const entries = rows.slice(-tailMessages).map((row) => {
        const senderId = this.#people.find(row.senderId)?.accountId ?? row.senderId;
        return toTailEntry(room.roomId, { ...row, senderId });
      });
      const tail = new MessageTail(entries, rows.length > tailMessages);
      this.#cache.putTail(room.roomId, tail);
      return tail;
    }
  }

  async #coldPage(room: CachedRoom, input: Input<'chat.history'>): Promise<Page> {
    const limit = input.limit ?? limits.historyMessagesDefault;
    if (input.before === undefined && input.after === undefined && input.around === undefined) {
      const tail = await this.loadTail(room);
      const page = pageFromTail(tail, input);
      if (page) return page;
    }
    const place = `${input.before ?? ''}:${input.after ?? ''}:${input.around ?? ''}`;
    const isClosed = input.before !== undefined && input.before <= room.lastSeq;
    const key = `${room.roomId}:${place}:${limit}:${room.changeVersion}`;
    const known = isClosed ? this.#coldPages.get(key) : undefined;
    if (known) return known;
    const { rows, hasBefore, hasAfter } = await this.#readRows(room, input, limit);
    const fits = input.after === undefined ? newestThatFit(rows) : oldestThatFit(rows);
    const page: Page = {
      list: Buffer.concat(joined(fits)),
      reacted: fits.filter((entry) => entry.reactions.length > 0),
      hasBefore: hasBefore || (input.after === undefined && fits.length < rows.length),
      hasAfter: hasAfter || (input.after !== undefined && fits.length < rows.length),
    };
    if (isClosed) this.#coldPages.set(key, page, page.list.length + 300);
    return page;
  }

  async #readRows(room: CachedRoom, input: Input<'chat.history'>, limit: number) {
    const roomId = room.roomId;
    const encode = (rows: readonly MessageRow[]) => rows.map((row) => toTailEntry(roomId, row));
    if (input.around !== undefined) {
      const half = Math.ceil(limit / 2);
      const [older, newer] = await Promise.all([
        this.#store.history({ roomId, before: input.around + 1, after: null, limit: half + 1 }),
        this.#store.history({ roomId, before: null, after: input.around, limit: limit - half + 1 }),
      ]);
      return {
        rows: encode([...older.slice(-half), ...newer.slice(0, limit - half)]),
        hasBefore: older.length > half,
        hasAfter: newer.length > limit - half,
      };
    }
    if (input.after !== undefined) {
      const found = await this.#store.history({ roomId, before: null, after: input.after, limit: limit + 1 });
      const hasBefore = input.after > 0;
      return { rows: encode(found.slice(0, limit)), hasBefore, hasAfter: found.length > limit };
    }
    const before = input.before ?? null;
    const found = await this.#store.history({ roomId, before, after: null, limit: limit + 1 });
    const hasAfter = before !== null && before <= room.lastSeq;
    return { rows: encode(found.slice(-limit)), hasBefore: found.length > limit, hasAfter };
  }

  async #syncRoom(
    asked: Input<'chat.sync'>['rooms'][number],
    actor: AccountActor,
    budgetBytes: number,
  ): Promise<{ text: string }> {
    const { roomId, since } = asked;
    const room = this.#cache.room(roomId);
    const object = room?.objectFor(actor.accountId);
    if (!room || !object || !can(actor, { action: 'room.read', room: object })) {
      return { text: `{"roomId":${JSON.stringify(roomId)},"gone":true}` };
    }
    const joinedVersion = room.members.get(actor.accountId)?.joinedVersion ?? 0;
    const reset = `{"roomId":"${roomId}","reset":true}`;
    const mustReset =
      (asked.epoch !== undefined && asked.epoch !== room.epoch) ||
      since < Math.max(room.floor, joinedVersion, room.sizeVersion);
    if (mustReset) return { text: reset };
    const head = `{"roomId":"${roomId}","epoch":"${room.epoch}"`;
    if (since === room.version) return { text: `${head},"head":${since},"changes":[],"more":false}` };
    if (budgetBytes === 0) return { text: `${head},"head":${room.version},"changes":[],"more":true}` };
    const found = await this.#store.changesSince({
      roomId,
      since,
      limit: limits.syncChanges,
      withMembers: !room.large,
    });
    if (!found) return { text: `{"roomId":"${roomId}","gone":true}` };
    // The rows decide what is the future: an earlier answer may have been ahead of memory.
    if (since > found.room.version) return { text: reset };
    const changes = this.#changesOf(found, since);
    let bytes = 0;
    let taken = 0;
    for (const change of changes) {
      if (taken > 0 && bytes + change.text.length > budgetBytes) break;
      bytes += change.text.length;
      taken += 1;
    }
    const more = taken < changes.length || found.completeTo < found.room.version;
    const list = changes.slice(0, taken).map((change) => change.text);
    return { text: `${head},"head":${found.room.version},"changes":[${list.join(',')}],"more":${more}}` };
  }

  #changesOf(found: SyncChanges, since: number): { version: number; text: string }[] {
    const changes = found.messages.map((row) => ({
      version: row.version,
      text: `{"message":${encodeMessage(found.room.roomId, row)}}`,
    }));
    for (const row of found.members) {
      changes.push({ version: row.version, text: JSON.stringify({ member: toMember(row, this.#people) }) });
    }
    const { settingsVersion } = found.room;
    if (settingsVersion > since && settingsVersion <= found.completeTo) {
      changes.push({ version: settingsVersion, text: JSON.stringify({ room: toRoom(found.room) }) });
    }
    return changes.toSorted((a, b) => a.version - b.version);
  }
}

/** The page, if the tail alone can answer. */
function pageFromTail(tail: MessageTail, input: Input<'chat.history'>): Page | undefined {
  const limit = input.limit ?? limits.historyMessagesDefault;
  let start: number;
  let end: number;
  if (input.around !== undefined) {
    const half = Math.ceil(limit / 2);
    const place = tail.indexOf(input.around + 1);
    start = place - half;
    end = place + limit - half;
    if (start < 0 && tail.hasBefore) return undefined;
  } else if (input.after !== undefined) {
    if (input.after < tail.firstSeq && tail.hasBefore) return undefined;
    start = tail.indexOf(input.after + 1);
    end = start + limit;
  } else {
    end = input.before === undefined ? tail.length : tail.indexOf(input.before);
    start = end - limit;
    if (start < 0 && tail.hasBefore) return undefined;
  }
  start = Math.max(0, start);
  end = Math.min(tail.length, end);
  const isForwards = input.after !== undefined;
  while (end - start > 1 && tail.slice(start, end).length > limits.historyPageBytes) {
    if (isForwards) end -= 1;
    else start += 1;
  }
  return {
    list: tail.slice(start, end),
    reacted: tail.reactedIn(start, end),
    hasBefore: start > 0 || tail.hasBefore,
    hasAfter: end < tail.length,
  };
}

function newestThatFit(entries: readonly TailEntry[]): readonly TailEntry[] {
  let bytes = 0;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    bytes += entries[index]?.bytes.length ?? 0;
    if (bytes > limits.historyPageBytes && index < entries.length - 1) return entries.slice(index + 1);
  }
  return entries;
}

function oldestThatFit(entries: readonly TailEntry[]): readonly TailEntry[] {
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    bytes += entry.bytes.length;
    if (bytes > limits.historyPageBytes && index > 0) return entries.slice(0, index);
  }
  return entries;
}

const comma = Buffer.from(',');

function joined(entries: readonly TailEntry[]): Buffer[] {
  return entries.flatMap((entry, index) => (index === 0 ? [entry.bytes] : [comma, entry.bytes]));
}

function answer(page: Page, reader: AccountId): EncodedJson {
  const mine = page.reacted.flatMap((entry) => {
    const reactions = entry.reactions
      .filter((reaction) => reaction.accountIds.includes(reader))
      .map((reaction) => reaction.emoji);
    return reactions.length === 0 ? [] : [{ seq: entry.seq, reactions }];
  });
  return new EncodedJson(
    '{"messages":[',
    page.list,
    `],"mine":${mine.length === 0 ? '[]' : JSON.stringify(mine)},"hasBefore":${page.hasBefore},"hasAfter":${page.hasAfter}}`,
  );
}
