import type { OutgoingMessage, RoomState, TimelineMessage } from '../../../src-shared/client/contract.ts';
import type { AccountId } from '../../../src-shared/base/ids.ts';

/** A message stands under the one before when it came within this time. */
const groupMs = 5 * 60_000;

/** What stands over a message, inside its row: so that a row’s key is always a message’s, and lasts. */
interface RowBase {
  readonly key: string;
  readonly atMs: number;
  /** First of its group: shows tile, name and time. */
  readonly isFirst: boolean;
  /** The first of a new local day. */
  readonly beginsDay: boolean;
  /** The New divider stands above. */
  readonly isNew: boolean;
  /** The very first message of the room. */
  readonly isBeginning: boolean;
}

export type TimelineRow =
  | (RowBase & { readonly kind: 'message'; readonly entry: TimelineMessage })
  | (RowBase & { readonly kind: 'outgoing'; readonly message: OutgoingMessage });

export interface TimelineOptions {
  readonly room: Pick<RoomState, 'messages' | 'outgoing' | 'hasBefore' | 'hasAfter'>;
  readonly viewerId: AccountId | undefined;
  /** Fixed when the room was opened: the New divider stands before the first message of others above it. */
  readonly newAfterSeq: number | undefined;
}

/** What stands in the message list, in order: messages in groups with their dividers, then what still waits to be sent. */
export function timelineOf(options: TimelineOptions): TimelineRow[] {
  const { room, viewerId } = options;
  const rows: TimelineRow[] = [];
  const answered = new Set(room.messages.map(({ message }) => message.replyTo));
  const newSeq = firstNewSeq(options);
  let previous: { senderId: AccountId | undefined; atMs: number } | undefined;
  // Where earlier messages are still to be fetched, nobody knows yet whether a day begins with the first one here.
  let lastDay = room.hasBefore ? dayOf(room.messages[0]?.message.createdAt) : undefined;
  for (const entry of room.messages) {
    const { message } = entry;
    // A deleted message vanishes, unless something answers it.
    if (message.deleted && !answered.has(message.seq)) continue;
    const atMs = Date.parse(message.createdAt);
    const day = dayOf(atMs);
    const beginsDay = day !== lastDay;
    lastDay = day;
    const isNew = message.seq === newSeq;
    const follows =
      !beginsDay &&
      !isNew &&
      previous?.senderId === message.senderId &&
      atMs - previous.atMs <= groupMs &&
      message.replyTo === undefined &&
      !message.deleted;
    const isBeginning = room.hasBefore === false && rows.length === 0;
    rows.push({
      kind: 'message',
      key: `m${message.seq}`,
      entry,
      atMs,
      isFirst: !follows,
      beginsDay,
      isNew,
      isBeginning,
    });
    previous = message.deleted ? undefined : { senderId: message.senderId, atMs };
  }
  // What was said last is not on this stretch, so what will be said next is not either.
  if (room.hasAfter) return rows;
  for (const message of room.outgoing) {
    const atMs = message.createdAtMs;
    const day = dayOf(atMs);
    const beginsDay = day !== lastDay;
    lastDay = day;
    const follows =
      !beginsDay &&
      previous?.senderId === viewerId &&
      previous !== undefined &&
      atMs - previous.atMs <= groupMs &&
      message.replyTo === undefined;
    rows.push({
      kind: 'outgoing',
      key: `o${message.nonce}`,
      message,
      atMs,
      isFirst: !follows,
      beginsDay,
      isNew: false,
      isBeginning: room.hasBefore === false && rows.length === 0,
    });
    previous = { senderId: viewerId, atMs };
  }
  return rows;
}

/** The message under the New divider: the first after the mark that another person wrote, if that place is loaded. */
function firstNewSeq({ room, viewerId, newAfterSeq }: TimelineOptions): number | undefined {
  if (newAfterSeq === undefined) return undefined;
  const first = room.messages[0]?.message.seq;
  if (first === undefined || (room.hasBefore && first > newAfterSeq + 1)) return undefined;
  return room.messages.find(
    ({ message }) => message.seq > newAfterSeq && message.senderId !== viewerId && !message.deleted,
  )?.message.seq;
}

function dayOf(time: number | string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toDateString();
}
