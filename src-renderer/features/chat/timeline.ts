import type { OutgoingMessage, RoomState, TimelineMessage } from '../../../src-shared/client/contract.ts';
import type { AccountId } from '../../../src-shared/base/ids.ts';

/** A message stands under the one before when it came within this time. */
const groupMs = 5 * 60_000;

export type TimelineRow =
  | { readonly kind: 'date'; readonly key: string; readonly atMs: number }
  | { readonly kind: 'new'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly entry: TimelineMessage;
      readonly isFirst: boolean;
    }
  | {
      readonly kind: 'outgoing';
      readonly key: string;
      readonly message: OutgoingMessage;
      readonly isFirst: boolean;
    };

export interface TimelineOptions {
  readonly room: Pick<RoomState, 'messages' | 'outgoing'>;
  readonly viewerId: AccountId | undefined;
  /** Fixed when the room was opened: the New divider stands before the first message of others above it. */
  readonly newAfterSeq: number | undefined;
}

/** What stands in the message list, in order: dividers, messages in groups, what still waits to be sent. */
export function timelineOf(options: TimelineOptions): TimelineRow[] {
  const { room, viewerId, newAfterSeq } = options;
  const rows: TimelineRow[] = [];
  const answered = new Set(room.messages.map(({ message }) => message.replyTo));
  let previous: { senderId: AccountId | undefined; atMs: number } | undefined;
  let lastDay = '';
  let dividerStands = newAfterSeq === undefined;
  for (const entry of room.messages) {
    const { message } = entry;
    // A deleted message vanishes, unless something answers it.
    if (message.deleted && !answered.has(message.seq)) continue;
    const atMs = Date.parse(message.createdAt);
    const day = new Date(atMs).toDateString();
    if (day !== lastDay) {
      rows.push({ kind: 'date', key: `date ${day}`, atMs });
      lastDay = day;
      previous = undefined;
    }
    if (
      !dividerStands &&
      newAfterSeq !== undefined &&
      message.seq > newAfterSeq &&
      message.senderId !== viewerId
    ) {
      rows.push({ kind: 'new', key: 'new' });
      dividerStands = true;
      previous = undefined;
    }
    const follows =
      previous !== undefined &&
      previous.senderId === message.senderId &&
      atMs - previous.atMs <= groupMs &&
      message.replyTo === undefined &&
      !message.deleted;
    rows.push({ kind: 'message', key: `m${message.seq}`, entry, isFirst: !follows });
    previous = message.deleted ? undefined : { senderId: message.senderId, atMs };
  }
  for (const message of room.outgoing) {
    const follows =
      previous !== undefined &&
      previous.senderId === viewerId &&
      message.createdAtMs - previous.atMs <= groupMs;
    rows.push({
      kind: 'outgoing',
      key: `o${message.nonce}`,
      message,
      isFirst: !follows || message.replyTo !== undefined,
    });
    previous = { senderId: viewerId, atMs: message.createdAtMs };
  }
  return rows;
}
