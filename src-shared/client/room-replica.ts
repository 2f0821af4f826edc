import type { AccountId } from '../base/ids.ts';
import type { Change, JoinedRoom, ListedRoom, Member, Message, Room } from '../protocol/chat/entities.ts';
import { limits } from '../protocol/core/limits.ts';
import type { Output } from '../protocol/registry.ts';
import type { RoomState, TimelineMessage } from './contract.ts';

/** Who is looking, as far as counting and marking need it. */
export interface Viewer {
  readonly accountId: AccountId;
  readonly displayName: string;
}

/** Messages of one stretch at the most: what is beyond is dropped from the far side and fetched again. */
export const stretchMessages = 300;
/** Messages that a room nobody looks at keeps. */
export const idleRoomMessages = 200;

export function roomFromHello(joined: JoinedRoom, before: RoomState | undefined): RoomState {
  const { unread, mentions, readSeq, ...room } = joined;
  return roomFrom(room, { unread, mentions, readSeq, joined: true }, before);
}

export function roomFromList(listed: ListedRoom, before: RoomState | undefined): RoomState {
  const { unread, mentions, readSeq, joined, ...room } = listed;
  return roomFrom(room, { unread, mentions, readSeq, joined }, before);
}

/** A room that this account has just become a member of: all that was said before counts as read. */
export function roomFromJoin(room: Room, before: RoomState | undefined): RoomState {
  return roomFrom(room, { unread: 0, mentions: 0, readSeq: room.lastSeq, joined: true }, before);
}

function roomFrom(
  room: Room,
  own: Pick<RoomState, 'unread' | 'mentions' | 'readSeq' | 'joined'>,
  before: RoomState | undefined,
): RoomState {
  if (before && before.epoch === room.epoch) return { ...before, ...own, room };
  return {
    room,
    ...own,
    messages: [],
    hasBefore: undefined,
    hasAfter: false,
    outgoing: before?.outgoing ?? [],
    members: undefined,
    typing: [],
    version: room.version,
    epoch: room.epoch,
  };
}

/** The room as it is after a new or changed message. Only what is on the loaded stretch is held; counts always follow. */
export function withMessage(state: RoomState, message: Message, viewer: Viewer | undefined): RoomState {
  const isNew = message.seq > state.room.lastSeq;
  const isMine = message.senderId === viewer?.accountId;
  const counts = countAfter(state, message, { isNew, isMine, viewer });
  const placed = placeMessage(state, message, viewer);
  const firstSeq = state.messages[0]?.message.seq ?? Infinity;
  const dropped = (placed[0]?.message.seq ?? 0) > firstSeq;
  return {
    ...state,
    ...counts,
    hasBefore: dropped ? true : state.hasBefore,
    room: {
      ...state.room,
      version: Math.max(state.room.version, message.version),
      lastSeq: Math.max(state.room.lastSeq, message.seq),
    },
    messages: placed,
    typing: state.typing.filter((accountId) => accountId !== message.senderId),
    version: Math.max(state.version, message.version),
  };
}

function countAfter(
  state: RoomState,
  message: Message,
  about: { isNew: boolean; isMine: boolean; viewer: Viewer | undefined },
): Pick<RoomState, 'unread' | 'mentions' | 'readSeq'> {
  const { unread, mentions, readSeq } = state;
  if (about.isNew && about.isMine) return { unread: 0, mentions: 0, readSeq: message.seq };
  if (message.seq <= readSeq || about.isMine || !state.joined) return { unread, mentions, readSeq };
  const before = state.messages[indexOfSeq(state.messages, message.seq)]?.message;
  const held = before?.seq === message.seq ? before : undefined;
  if (message.deleted) {
    // One that was never counted, or was gone already, takes nothing away.
    if (about.isNew || held?.deleted) return { unread, mentions, readSeq };
    const wasCalled = held && mentionsViewer(state, held, about.viewer) ? 1 : 0;
    return { unread: Math.max(0, unread - 1), mentions: Math.max(0, mentions - wasCalled), readSeq };
  }
  if (!about.isNew) return { unread, mentions, readSeq };
  const called = mentionsViewer(state, message, about.viewer) ? 1 : 0;
  return {
    unread: Math.min(limits.unreadCount, unread + 1),
    mentions: Math.min(limits.unreadCount, mentions + called),
    readSeq,
  };
}

/** `@Name` of the viewer, or an answer to something the viewer said. */
export function mentionsViewer(state: RoomState, message: Message, viewer: Viewer | undefined): boolean {
  if (!viewer || message.deleted) return false;
  if (message.text.toLowerCase().includes(`@${viewer.displayName.toLowerCase()}`)) return true;
  if (message.replyTo === undefined) return false;
  const answered = state.messages[indexOfSeq(state.messages, message.replyTo)]?.message;
  return answered?.seq === message.replyTo && answered.senderId === viewer.accountId;
}

function placeMessage(
  state: RoomState,
  message: Message,
  viewer: Viewer | undefined,
): readonly TimelineMessage[] {
  const { messages } = state;
  if (state.hasBefore === undefined) return messages;
  const index = indexOfSeq(messages, message.seq);
  const held = messages[index];
  if (held?.message.seq === message.seq) {
    if (held.message.version >= message.version) return messages;
    return messages.with(index, { message, mine: mineAfter(held, message, viewer) });
  }
  if (index === messages.length && !state.hasAfter && message.seq > (messages.at(-1)?.message.seq ?? 0)) {
    // Dropped in steps, so that a busy room does not lose a row for each one that comes.
    const kept = messages.length >= stretchMessages + 50 ? messages.slice(-stretchMessages) : messages;
    return [...kept, { message, mine: mineAfter({ message, mine: [] }, message, viewer) }];
  }
  // Sync tells in the order of versions: what was changed after it was made comes behind younger messages.
  const isWithin = index > 0 || state.hasBefore === false;
  const mine = mineAfter({ message, mine: [] }, message, viewer);
  return isWithin && index < messages.length ? messages.toSpliced(index, 0, { message, mine }) : messages;
}

/** One’s own reactions: known from the list while it names everybody, otherwise as they were. */
function mineAfter(held: TimelineMessage, message: Message, viewer: Viewer | undefined): readonly string[] {
  return message.reactions.flatMap(({ emoji, count, accountIds }) => {
    const isListed = viewer !== undefined && accountIds.includes(viewer.accountId);
    const isUnknown = count > accountIds.length && held.mine.includes(emoji);
    return isListed || isUnknown ? [emoji] : [];
  });
}

export function withMember(state: RoomState, member: Member): RoomState {
  const version = Math.max(state.version, member.version);
  const members = state.members?.filter((other) => other.accountId !== member.accountId);
  const isKnown = state.members !== undefined && members?.length !== state.members.length;
  const difference = member.left ? -1 : isKnown ? 0 : 1;
  return {
    ...state,
    room: {
      ...state.room,
      version: Math.max(state.room.version, member.version),
      memberCount:
        member.version > state.version ? state.room.memberCount + difference : state.room.memberCount,
    },
    members: members && !member.left ? [...members, member] : members,
    version,
  };
}

export function withRoom(state: RoomState, room: Room): RoomState {
  return { ...state, room, version: Math.max(state.version, room.version) };
}

export function withChange(state: RoomState, change: Change, viewer: Viewer | undefined): RoomState {
  if (change.message) return withMessage(state, change.message, viewer);
  if (change.member) return withMember(state, change.member);
  return change.room ? withRoom(state, { ...change.room, version: state.room.version }) : state;
}

export function withReadMark(state: RoomState, seq: number, viewer: Viewer | undefined): RoomState {
  if (seq >= state.room.lastSeq) return { ...state, readSeq: seq, unread: 0, mentions: 0 };
  const above = state.messages.filter(
    ({ message }) => message.seq > seq && !message.deleted && message.senderId !== viewer?.accountId,
  );
  const first = state.messages[0]?.message.seq ?? Number.MAX_SAFE_INTEGER;
  const isComplete = !state.hasAfter && (first <= seq + 1 || state.hasBefore === false);
  if (!isComplete) return { ...state, readSeq: seq };
  return {
    ...state,
    readSeq: seq,
    unread: Math.min(limits.unreadCount, above.length),
    mentions: above.filter(({ message }) => mentionsViewer(state, message, viewer)).length,
  };
}

/**
 * Counts after catching up. They were complete at `countedTo`; `news` are the messages created or changed since, each
 * as it is now and in no order of seq.
 */
export function withNews(
  state: RoomState,
  { countedTo, news }: { countedTo: number; news: readonly Message[] },
  viewer: Viewer | undefined,
): RoomState {
  if (!state.joined) return state;
  const isMine = (message: Message) => message.senderId === viewer?.accountId;
  const ownSeq = news.reduce((seq, message) => (isMine(message) ? Math.max(seq, message.seq) : seq), 0);
  const hasSpoken = ownSeq > countedTo;
  // Whoever speaks has read everything before.
  const readSeq = hasSpoken ? Math.max(state.readSeq, ownSeq) : state.readSeq;
  let unread = hasSpoken ? 0 : state.unread;
  let mentions = hasSpoken ? 0 : state.mentions;
  for (const message of news) {
    if (isMine(message) || message.seq <= readSeq) continue;
    if (message.seq <= countedTo) {
      if (message.deleted) unread -= 1;
    } else if (!message.deleted) {
      unread += 1;
      if (mentionsViewer(state, message, viewer)) mentions += 1;
    }
  }
  unread = Math.max(0, Math.min(limits.unreadCount, unread));
  const counted = { ...state, readSeq, unread, mentions: Math.min(mentions, unread) };
  // Where the stretch reaches back to the mark, it is counted itself: the mark may have moved meanwhile.
  return { ...counted, unread: withReadMark(counted, readSeq, viewer).unread };
}

/** A page of history, joined to the stretch or put in its place. `since` are events that came while it was fetched. */
export function withHistory(
  state: RoomState,
  page: Output<'chat.history'>,
  options: { place: 'replace' | 'before' | 'after'; since: readonly Message[]; viewer: Viewer | undefined },
): RoomState {
  const mine = new Map(page.mine.map((own) => [own.seq, own.reactions]));
  const fetched = page.messages.map((message) => ({ message, mine: mine.get(message.seq) ?? [] }));
  let next: RoomState;
  if (options.place === 'before') {
    const first = state.messages[0]?.message.seq ?? Number.MAX_SAFE_INTEGER;
    const older = fetched.filter(({ message }) => message.seq < first);
    const all = [...older, ...state.messages];
    const isLong = all.length > stretchMessages;
    next = {
      ...state,
      messages: isLong ? all.slice(0, stretchMessages) : all,
      hasBefore: page.hasBefore,
      hasAfter: isLong || state.hasAfter,
    };
  } else if (options.place === 'after') {
    const last = state.messages.at(-1)?.message.seq ?? 0;
    const newer = fetched.filter(({ message }) => message.seq > last);
    const all = [...state.messages, ...newer];
    const isLong = all.length > stretchMessages;
    next = {
      ...state,
      messages: isLong ? all.slice(-stretchMessages) : all,
      hasBefore: isLong || (state.hasBefore ?? false),
      hasAfter: page.hasAfter,
    };
  } else {
    next = { ...state, messages: fetched, hasBefore: page.hasBefore, hasAfter: page.hasAfter };
  }
  for (const message of options.since)
    next = { ...next, messages: placeMessage(next, message, options.viewer) };
  return next;
}

/** Index of the first message with a seq of at least `seq`. */
export function indexOfSeq(messages: readonly TimelineMessage[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.message.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
