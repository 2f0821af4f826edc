import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutgoingMessage, TimelineMessage } from '../../../src-shared/client/contract.ts';
import type { AccountId, RoomId } from '../../../src-shared/base/ids.ts';
import { timelineOf, type TimelineOptions } from './timeline.ts';

const me = 'me' as AccountId;
const noon = new Date(2026, 2, 4, 12, 0, 0).getTime();
const minute = 60_000;

interface Said {
  readonly by?: string;
  readonly atMinutes?: number;
  readonly replyTo?: number;
  readonly deleted?: true;
}

function said(seq: number, { by = 'ana', atMinutes = 0, replyTo, deleted }: Said = {}): TimelineMessage {
  return {
    message: {
      roomId: 'room' as RoomId,
      seq,
      version: seq,
      senderId: by as AccountId,
      text: `text ${seq}`,
      media: [],
      reactions: [],
      createdAt: new Date(noon + atMinutes * minute).toISOString(),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(deleted ? { deleted } : {}),
    },
    mine: [],
  };
}

function waiting(nonce: string, atMinutes = 0): OutgoingMessage {
  return {
    nonce,
    roomId: 'room' as RoomId,
    text: nonce,
    replyTo: undefined,
    createdAtMs: noon + atMinutes * minute,
    failure: undefined,
  };
}

function rowsOf(
  messages: readonly TimelineMessage[],
  more: Partial<TimelineOptions['room']> & { newAfterSeq?: number } = {},
) {
  const { newAfterSeq, ...room } = more;
  return timelineOf({
    room: { messages, outgoing: [], hasBefore: false, hasAfter: false, ...room },
    viewerId: me,
    newAfterSeq,
  });
}

const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => [row.key, row.isFirst, row.beginsDay, row.isNew].map(String).join(' '));

test('4.2 grouped: same author within five minutes of the previous message, not across replies or days', () => {
  const rows = rowsOf([
    said(1),
    said(2, { atMinutes: 5 }),
    said(3, { atMinutes: 10 }),
    said(4, { atMinutes: 15.1 }),
    said(5, { atMinutes: 16, replyTo: 1 }),
    said(6, { atMinutes: 17, by: 'bo' }),
    said(7, { atMinutes: 18 }),
    said(8, { atMinutes: 12 * 60 + 1 }),
  ]);
  assert.deepEqual(shape(rows), [
    'm1 true true false',
    'm2 false false false',
    'm3 false false false',
    'm4 true false false',
    'm5 true false false',
    'm6 true false false',
    'm7 true false false',
    'm8 true true false',
  ]);
});

test('4.2 no date stands over the first message of a stretch that has more before it', () => {
  assert.equal(rowsOf([said(5)], { hasBefore: true })[0]?.beginsDay, false);
  assert.equal(rowsOf([said(5)])[0]?.beginsDay, true);
  assert.equal(rowsOf([said(5)])[0]?.isBeginning, true);
});

test('4.2 the New divider stands before the first unread message of another person and ends the group', () => {
  const rows = rowsOf([said(1), said(2, { by: 'me' }), said(3), said(4)], { newAfterSeq: 1 });
  assert.deepEqual(
    rows.map((row) => row.isNew),
    [false, false, true, false],
  );
  assert.equal(rows[2]?.isFirst, true);
  const own = rowsOf([said(1), said(2, { by: 'me' })], { newAfterSeq: 1 });
  assert.ok(
    own.every((row) => !row.isNew),
    'never above my own message, never as the last thing',
  );
  const far = rowsOf([said(50), said(51)], { newAfterSeq: 3, hasBefore: true });
  assert.ok(
    far.every((row) => !row.isNew),
    'not where the first unread message is not loaded',
  );
  const gone = rowsOf([said(1), said(2, { deleted: true }), said(3)], { newAfterSeq: 1 });
  assert.deepEqual(
    gone.map((row) => [row.key, row.isNew]),
    [
      ['m1', false],
      ['m3', true],
    ],
  );
});

test('4.2 a deleted message vanishes, unless something answers it; then it ends the group', () => {
  const rows = rowsOf([
    said(1),
    said(2, { deleted: true }),
    said(3, { deleted: true }),
    said(4, { replyTo: 3 }),
  ]);
  assert.deepEqual(
    rows.map((row) => row.key),
    ['m1', 'm3', 'm4'],
  );
});

test('4.2 what waits to be sent stands last and groups under my messages; not on a stretch of the past', () => {
  const outgoing = [waiting('a', 1), waiting('b', 9)];
  const rows = rowsOf([said(1, { by: 'me' })], { outgoing });
  assert.deepEqual(
    rows.map((row) => [row.key, row.isFirst]),
    [
      ['m1', true],
      ['oa', false],
      ['ob', true],
    ],
  );
  assert.equal(rowsOf([said(1)], { outgoing, hasAfter: true }).length, 1);
  assert.equal(rowsOf([], { outgoing })[0]?.isBeginning, true);
});
