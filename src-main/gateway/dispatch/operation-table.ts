import { Compile, type Validator } from 'typebox/compile';
import type { OperationDefinition } from '../../../src-shared/protocol/core/define.ts';
import type { BoundOperation } from '../../kernel/operation.ts';

/** An operation with its compiled input schema: what one look-up gives to every transport. */
export interface TableEntry {
  readonly definition: OperationDefinition;
  readonly handle: BoundOperation['handle'];
  readonly input: Validator;
  readonly onHttp: boolean;
  readonly onSocket: boolean;
}

export type OperationTable = ReadonlyMap<string, TableEntry>;

/** Served by the connection itself, from the parts that components register. */
export const helloName = 'system.hello';

/** Builds the one table. Every definition of the protocol must have exactly one handler. */
export function buildOperationTable(
  definitions: readonly OperationDefinition[],
  bound: readonly BoundOperation[],
): OperationTable {
  const handlers = new Map<string, BoundOperation>();
  for (const operation of bound) {
    const { name } = operation.definition;
    if (handlers.has(name)) throw new Error(`operation ${name} is bound twice`);
    handlers.set(name, operation);
  }
  const table = new Map<string, TableEntry>();
  for (const definition of definitions) {
    const operation = handlers.get(definition.name);
    handlers.delete(definition.name);
    if (!operation && definition.name !== helloName) {
      throw new Error(`operation ${definition.name} has no handler`);
    }
    table.set(definition.name, {
      definition,
      handle: operation?.handle ?? (() => undefined),
      input: Compile(definition.input),
      onHttp: definition.transports?.includes('http') ?? true,
      onSocket: definition.transports?.includes('socket') ?? true,
    });
  }
  const [stray] = handlers.keys();
  if (stray !== undefined) throw new Error(`operation ${stray} is not part of the protocol`);
  return table;
}

/** What is wrong with an input, in words: the first complaint with its place. */
export function describeBadInput(entry: TableEntry, input: unknown): string {
  const [error] = entry.input.Errors(input);
  if (!error) return 'The input does not fit.';
  const place =
    error.instancePath === '' ? 'The input' : `\`${error.instancePath.slice(1).replaceAll('/', '.')}\``;
  if (error.keyword === 'maxLength')
    return `${place} is longer than ${String(error.params.limit)} characters.`;
  return `${place} ${error.message}.`;
}
