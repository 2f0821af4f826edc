import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId } from '../../../src-shared/base/ids.ts';
import { MessageTail, type TailEntry, tailMessages } from './message-tail.ts';

function entry(seq: number, text = `message ${seq}`, change: Partial<TailEntry> = {}): TailEntry {
  const bytes = Buffer.from(JSON.stringify({ seq, text }));
  return { seq, version: seq, senderId: 'ada' as AccountId, deleted: false, bytes, reactions: [], ...change };
}

const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));

/** The texts of a piece of the tail, parsed as the JSON list that it is on the wire. */
function textsIn(tail: MessageTail, start = 0, end = tail.length): string[] {
  const list = JSON.parse(`[${tail.slice(start, end).toString()}]`) as { text: string }[];
  return list.map(({ text }) => text);
}

const texts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);

describe('the tail of a room', () => {
  test('any piece of it is a list of wire messages', () => {
    const tail = new MessageTail(entries(1, 20), false);
    assert.deepEqual(textsIn(tail), texts(1, 20));
    assert.deepEqual(textsIn(tail, 4, 7), texts(5, 7));
    assert.equal(tail.slice(3, 3).length, 0);
    assert.equal(new MessageTail([], false).slice(0, 0).length, 0);
  });

  test('it grows from nothing, keeps the newest, and says that something lies before', () => {
    const tail = new MessageTail([], false);
    for (const one of entries(1, 300)) tail.append(one);
    assert.ok(tail.length >= tailMessages);
    assert.ok(tail.hasBefore);
    assert.deepEqual(textsIn(tail), texts(301 - tail.length, 300));
    assert.equal(tail.firstSeq, 301 - tail.length);
    assert.equal(tail.indexOf(299), tail.length - 2);
  });

  test('a page handed out stays as it was when messages come, change and go', () => {
    const tail = new MessageTail(entries(1, 90), false);
    const page = tail.slice(0, 90);
    const before = page.toString();
    tail.replace(entry(7, 'a much longer text than before, which moves everything after it'));
    for (const one of entries(91, 400)) tail.append(one);
    assert.equal(page.toString(), before);
  });

  test('a changed message stands in its place, with what it has lost or won', () => {
    const reactions = [{ emoji: '👍', accountIds: ['bob' as AccountId] }];
    const tail = new MessageTail(entries(1, 5), false);
    tail.replace(entry(2, 'two', { reactions }));
    tail.replace(entry(4, '', { deleted: true }));
    tail.replace(entry(77, 'nowhere'));
    assert.deepEqual(textsIn(tail), ['message 1', 'two', 'message 3', '', 'message 5']);
    assert.deepEqual(
      tail.reactedIn(0, 5).map(({ seq }) => seq),
      [2],
    );
    tail.replace(entry(2, 'two'));
    assert.deepEqual(tail.reactedIn(0, 5), []);
  });

  test('it states the memory that it takes', () => {
    const tail = new MessageTail([], false);
    const empty = tail.bytes;
    for (const one of entries(1, 50)) tail.append(one);
    const wire = tail.slice(0, 50).length;
    assert.ok(tail.bytes > empty + wire, `${tail.bytes} for ${wire} bytes of messages`);
    assert.ok(tail.bytes < empty + wire * 1.7 + 50 * 30);
  });
});
