import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../src-shared/protocol/chat/entities.ts';
import { Writing } from './writing.ts';

const message = (seq: number, text: string) => ({ seq, text }) as Message;
const nothing = { text: '', replyTo: undefined };

test('4.4 an edit begun over an unsent draft gives the draft and its reply target back', () => {
  const writing = new Writing({ text: 'half a thought', replyTo: 7 });
  writing.edit(message(3, 'old words'));
  assert.deepEqual(writing.state.text, 'old words');
  writing.type('new words');
  assert.deepEqual(
    writing.draft,
    { text: 'half a thought', replyTo: 7 },
    'a reload meanwhile keeps the draft',
  );
  writing.cancel();
  assert.deepEqual(writing.state, { text: 'half a thought', about: { kind: 'reply', seq: 7 } });
});

test('4.4 an edit that the host took gives the draft back; one begun meanwhile stays', () => {
  const writing = new Writing({ text: 'later', replyTo: undefined });
  const first = message(3, 'one');
  writing.edit(first);
  writing.edit(message(4, 'two'));
  writing.edited(first);
  assert.equal(writing.state.text, 'two');
  writing.edited(message(4, 'two'));
  assert.deepEqual(writing.state, { text: 'later', about: { kind: 'new' } });
});

test('4.4 a draft comes back with what it answers', () => {
  const before = new Writing(nothing);
  before.reply(12);
  before.type('yes, but');
  const after = new Writing(before.draft);
  assert.deepEqual(after.state, { text: 'yes, but', about: { kind: 'reply', seq: 12 } });
});

test('an answer begun during an edit ends the edit and takes the waiting draft along', () => {
  const writing = new Writing({ text: 'kept', replyTo: undefined });
  writing.edit(message(3, 'old'));
  writing.reply(9);
  assert.deepEqual(writing.state, { text: 'kept', about: { kind: 'reply', seq: 9 } });
  writing.cancel();
  assert.deepEqual(writing.state, { text: 'kept', about: { kind: 'new' } });
  writing.sent();
  assert.deepEqual(writing.draft, nothing);
});
