import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { closeCodes } from './core/close-code.ts';
import { commonErrors, type OperationDefinition } from './core/define.ts';
import { errorKinds } from './core/error-kind.ts';
import { limits } from './core/limits.ts';
import { protocolVersion } from './core/version.ts';
import { events, operations } from './registry.ts';

/** The protocol as released: change it together with the history in core/version.ts, by the rules that stand there. */
const pinned = { version: 1, hash: '984defabd9f6a51a6b5d3dff2d6ad101' };

/** Everything that a client can notice. Summaries and rate classes are the host's own and may change freely. */
const protocol = {
  operations: operations.map(wireOf),
  events: events.map(({ name, data, ephemeral }) => ({ name, data, ephemeral })),
  commonErrors,
  errorKinds,
  closeCodes,
  limits,
};

function wireOf({ name, input, output, errors, access, effect, ...rest }: OperationDefinition) {
  const transports = rest.transports ?? ['http', 'socket'];
  return {
    name,
    input,
    output,
    errors,
    access,
    effect,
    transports,
    anyTime: rest.withoutConnection === true,
  };
}

/** The order in which things are written down means nothing on the wire, so lists and keys are sorted. */
function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 32);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'absent';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}

test('The wire is the one that its version number stands for', () => {
  assert.deepEqual(
    { version: protocolVersion, hash: hashOf(protocol) },
    pinned,
    'The protocol changed. Follow the rules in core/version.ts (a line in its history, a new number where old clients would notice), then pin the new hash here.',
  );
});

test('The hash moves with a schema and stands still when definitions only change places', () => {
  const shuffled = { ...protocol, operations: protocol.operations.toReversed() };
  assert.equal(hashOf(shuffled), hashOf(protocol));
  for (const [index, operation] of protocol.operations.entries()) {
    const input = { ...operation.input, maxProperties: 99 };
    const changed = protocol.operations.with(index, { ...operation, input });
    assert.notEqual(hashOf({ ...protocol, operations: changed }), hashOf(protocol), operation.name);
  }
  const stricter = { ...limits, messageCharacters: limits.messageCharacters - 1 };
  assert.notEqual(hashOf({ ...protocol, limits: stricter }), hashOf(protocol));
});
