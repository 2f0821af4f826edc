import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { history, sendMessage } from '../../../src-shared/protocol/chat/operations.ts';
import type { BoundOperation } from '../../kernel/operation.ts';
import { buildOperationTable, describeBadInput } from './operation-table.ts';

const send: BoundOperation = { definition: sendMessage, handle: () => ({}) };
const page: BoundOperation = { definition: history, handle: () => ({}) };

describe('the operation table', () => {
  test('an operation without a handler, with two, or of nobody stops the host from starting', () => {
    assert.throws(() => buildOperationTable([sendMessage], []), /chat\.sendMessage has no handler/);
    assert.throws(() => buildOperationTable([sendMessage], [send, send]), /chat\.sendMessage is bound twice/);
    assert.throws(() => buildOperationTable([sendMessage], [send, page]), /chat\.history is not part/);
  });

  test('a bad input is told by its place, in words', () => {
    const entry = buildOperationTable([sendMessage], [send]).get('chat.sendMessage');
    assert.ok(entry);
    const good = { roomId: 'r', text: 'hello', nonce: 'n' };
    assert.ok(entry.input.Check(good));
    const complaints = [
      { ...good, text: 5 },
      { ...good, text: 'x'.repeat(8001) },
      { ...good, replyTo: 2 ** 53 },
      { ...good, replyTo: Number.POSITIVE_INFINITY },
      { ...good, surprise: true },
      { roomId: 'r' },
      [],
      null,
    ].map((input) => {
      assert.equal(entry.input.Check(input), false);
      return describeBadInput(entry, input);
    });
    assert.match(complaints[0] ?? '', /`text`/);
    assert.match(complaints[1] ?? '', /`text` is longer than 8000 characters/);
    assert.match(complaints[2] ?? '', /`replyTo`/);
    for (const complaint of complaints) assert.match(complaint, /^(The input|`\w+`) .*\.$/);
  });
});
