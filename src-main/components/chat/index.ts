import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import type { Clock, Timer } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Component } from '../../kernel/component.ts';
import type { Metrics } from '../../kernel/metrics.ts';
import type { Acquaintances, HelloPart, People, Publisher } from '../../kernel/ports.ts';
import { ChatCache } from './chat-cache.ts';
import { ChatEvents } from './chat-events.ts';
import { type ChatStore, chatStoreDefinition, type ImportedLine } from './chat-store.ts';
import { bindAddMember } from './handlers/add-member.ts';
import { bindCreateRoom } from './handlers/create-room.ts';
import { bindDeleteMessage } from './handlers/delete-message.ts';
import { bindEditMessage } from './handlers/edit-message.ts';
import { bindHistory } from './handlers/history.ts';
import { bindJoinRoom } from './handlers/join-room.ts';
import { bindLeaveRoom } from './handlers/leave-room.ts';
import { bindListMembers } from './handlers/list-members.ts';
import { bindListRooms } from './handlers/list-rooms.ts';
import { bindMarkRead } from './handlers/mark-read.ts';
import { bindReact } from './handlers/react.ts';
import { bindRemoveMember } from './handlers/remove-member.ts';
import { bindSendMessage } from './handlers/send-message.ts';
import { bindSync } from './handlers/sync.ts';
import { bindTyping } from './handlers/typing.ts';
import { bindUpdateRoom } from './handlers/update-room.ts';
import { HistoryService } from './history-service.ts';
import { MessageService } from './message-service.ts';
import { cleanRoomName, roomNameKey } from './room-name.ts';
import { RoomService } from './room-service.ts';
import { verifyCache } from './verify-cache.ts';
import { Refusal } from '../../kernel/hearth-error.ts';

export { chatStoreDefinition };
export type { ChatStore, ImportedLine };

/** Rooms of which the tail is read in right after start, newest first. */
const warmRooms = 500;
/** Unread indexes that nobody used for this long are let go. */
const unreadIndexIdleMs = 10 * 60_000;

export interface ChatComponentDependencies {
  readonly store: ChatStore;
  readonly publisher: Publisher;
  readonly people: People;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Memory for message tails and for pages of older history. */
  readonly cacheBudgetBytes: { readonly tails: number; readonly pages: number };
}

export interface ChatComponent extends Component {
  readonly helloPart: HelloPart;
  readonly acquaintances: Acquaintances;
  readonly figures: { readonly rooms: number; readonly messages: number; readonly written: number };
  authorsAmong(accountIds: readonly AccountId[]): Promise<readonly AccountId[]>;
  /** Finds or makes a public room for imported history; a refusal when the name cannot be one. */
  ensureImportRoom(name: string): Promise<RoomId | Refusal>;
  importMessages(batch: {
    roomId: RoomId;
    lines: readonly ImportedLine[];
    formerMemberIds: readonly AccountId[];
  }): Promise<{ added: number }>;
  /** Recounts rows, and memory against rows; one sentence for each disagreement. */
  verify(): Promise<readonly string[]>;
}

/** Chat: rooms, members, messages, read state. */
export function createChatComponent(dependencies: ChatComponentDependencies): ChatComponent {
  const { store, people, clock, metrics, randomBytes, log } = dependencies;
  const cache = new ChatCache({ tailBudgetBytes: dependencies.cacheBudgetBytes.tails });
  const events = new ChatEvents(dependencies);
  const messages = new MessageService({ store, cache, events, people, clock });
  const history = new HistoryService({
    store,
    cache,
    people,
    clock,
    pageBudgetBytes: dependencies.cacheBudgetBytes.pages,
  });
  const rooms = new RoomService({ store, cache, events, history, people, clock, randomBytes });
  let sweep: Timer | undefined;
  let warming: Promise<void> = Promise.resolve();
  let closing = false;

  measure(metrics, cache, history);

  async function warm(): Promise<void> {
    const newest = [...cache.rooms.values()].filter((room) => room.lastSeq > 0).slice(-warmRooms);
    for (const room of newest.toReversed()) {
      if (closing) return;
      if (!cache.peekTail(room.roomId)) await history.loadTail(room);
    }
  }

  return {
    name: 'chat',
    operations: [
      bindCreateRoom(rooms),
      bindListRooms(rooms, history),
      bindJoinRoom(rooms),
      bindLeaveRoom(rooms),
      bindUpdateRoom(rooms),
      bindAddMember(rooms),
      bindRemoveMember(rooms),
      bindListMembers(rooms),
      bindSendMessage(messages),
      bindEditMessage(messages),
      bindDeleteMessage(messages),
      bindReact(messages),
      bindHistory(history),
      bindSync(history),
      bindMarkRead(messages),
      bindTyping(messages),
    ],
    async start() {
      await store.ensureDefaultRoom({ ...rooms.newIds(), atMs: clock.now() });
      await fillCache(store, cache);
      sweep = clock.every(60_000, () => cache.dropUnreadIndexes(clock.monotonic() - unreadIndexIdleMs));
      warming = warm().catch((error: unknown) => log.error('reading message tails in failed', error));
      void store.countMessages(null).then(
        (count) => cache.countMessages(count),
        (error: unknown) => log.error('counting messages failed', error),
      );
    },
    async drain() {
      closing = true;
      await warming;
    },
    async close() {
      closing = true;
      sweep?.cancel();
      events.close();
    },
    helloPart: {
      async prepare(actor) {
        await rooms.welcome(actor.accountId);
        await history.prepareUnread(actor.accountId);
        return undefined;
      },
      snapshot: (actor) => ({
        fields: { rooms: rooms.ownRooms(actor.accountId) },
        audiences: [...cache.roomIdsOf(actor.accountId)],
      }),
    },
    acquaintances: acquaintancesIn(cache),
    get figures() {
      return { rooms: cache.rooms.size, messages: cache.messageCount, written: cache.messagesWritten };
    },
    authorsAmong: (accountIds) => store.authorsAmong({ accountIds }),
    async ensureImportRoom(name) {
      const clean = cleanRoomName(name);
      if (clean instanceof Refusal) return clean;
      const row = await store.ensureImportRoom({
        ...rooms.newIds(),
        name: clean,
        nameKey: roomNameKey(clean),
        atMs: clock.now(),
      });
      return row.roomId;
    },
    importMessages: (batch) => store.importMessages(batch),
    verify: async () => [...(await store.verifyRooms(null)), ...(await verifyCache(store, cache))],
  };
}

async function fillCache(store: ChatStore, cache: ChatCache): Promise<void> {
  const [rooms, members, marks, mentions, welcomed] = await Promise.all([
    store.loadRooms(null),
    store.loadMembers(null),
    store.loadReadMarks(null),
    store.loadMentions(null),
    store.loadWelcomed(null),
  ]);
  const byRoom = Map.groupBy(members, (member) => member.roomId);
  for (const room of rooms) cache.addRoom(room, byRoom.get(room.roomId) ?? []);
  for (const mark of marks) cache.setReadSeq(mark.accountId, mark.roomId, mark.seq);
  for (const mention of mentions) cache.addMention(mention.accountId, mention.roomId, mention.seq);
  for (const accountId of welcomed) cache.welcomed.add(accountId);
}

function acquaintancesIn(cache: ChatCache): Acquaintances {
  return {
    audiencesOf: (accountId) =>
      [...cache.roomIdsOf(accountId)].filter((roomId) => cache.room(roomId)?.large === false),
    acquainted(a, b) {
      for (const roomId of cache.roomIdsOf(a)) {
        const room = cache.room(roomId);
        if (room && !room.large && room.members.has(b)) return true;
      }
      return false;
    },
  };
}

function measure(metrics: Metrics, cache: ChatCache, history: HistoryService): void {
  const gauges: [string, string, () => number][] = [
    [
      'hearth_tail_cache_hits',
      'Histories that a room’s tail in memory could look into',
      () => cache.tailFigures.hits,
    ],
    [
      'hearth_tail_cache_misses',
      'Histories of rooms whose tail was not in memory',
      () => cache.tailFigures.misses,
    ],
    ['hearth_tail_cache_evictions', 'Tails let go for lack of memory', () => cache.tailFigures.evictions],
    ['hearth_tail_cache_bytes', 'Memory of message tails', () => cache.tailFigures.bytes],
    ['hearth_page_cache_hits', 'Older pages answered from ready bytes', () => history.pageFigures.hits],
    ['hearth_page_cache_misses', 'Older pages that had to be built', () => history.pageFigures.misses],
    [
      'hearth_page_cache_evictions',
      'Older pages let go for lack of memory',
      () => history.pageFigures.evictions,
    ],
    ['hearth_rooms', 'Rooms', () => cache.rooms.size],
    ['hearth_messages', 'Messages', () => cache.messageCount],
  ];
  for (const [name, help, read] of gauges) metrics.gauge(name, help, read);
}
