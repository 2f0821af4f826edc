import { type Static, type TSchema, Type } from 'typebox';
import type { ErrorKind } from './error-kind.ts';

/**
 * Who may call an operation at all; what it may do to which object is decided by `can()` in the host's kernel.
 * - `anyone`: without a session (joining, signing in, what the join page must know)
 * - `session`: any live session
 * - `owner`: the host's owner
 */
export type Access = 'anyone' | 'session' | 'owner';

/** Sliding-window class that a call counts in; the figures stand in the gateway's rate table. */
export type RateClass = 'read' | 'write' | 'message' | 'typing' | 'search' | 'signIn' | 'admin';

/** Kinds that every operation can answer and none needs to list. */
export const commonErrors = [
  'bad_request',
  'unauthenticated',
  'rate_limited',
  'overloaded',
  'unavailable',
  'internal',
] as const satisfies readonly ErrorKind[];

export interface OperationDefinition<
  Name extends string = string,
  Input extends TSchema = TSchema,
  Output extends TSchema = TSchema,
> {
  /** `component.verb`; over HTTP `a.b` is `/api/v1/a/b`. */
  readonly name: Name;
  /** One sentence for the reference and the OpenAPI document. */
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  /** The refusals of its own, beside `commonErrors`. */
  readonly errors: readonly ErrorKind[];
  readonly access: Access;
  readonly rate: RateClass;
  /** A `read` may also come as HTTP GET and changes nothing. */
  readonly effect: 'read' | 'write';
  /** Where it is served; absent: everywhere. */
  readonly transports?: readonly ('http' | 'socket')[];
  /** HTTP only: works without the session's live connection (refresh, logout). */
  readonly withoutConnection?: boolean;
}

export function defineOperation<const Name extends string, Input extends TSchema, Output extends TSchema>(
  definition: OperationDefinition<Name, Input, Output>,
): OperationDefinition<Name, Input, Output> {
  return definition;
}

export interface EventDefinition<Name extends string = string, Data extends TSchema = TSchema> {
  readonly name: Name;
  readonly summary: string;
  readonly data: Data;
  /** May be dropped for a slow connection; the next one or a sync repairs what was missed. */
  readonly ephemeral: boolean;
}

export function defineEvent<const Name extends string, Data extends TSchema>(
  definition: EventDefinition<Name, Data>,
): EventDefinition<Name, Data> {
  return definition;
}

export type InputOf<Definition extends OperationDefinition> = Static<Definition['input']>;
export type OutputOf<Definition extends OperationDefinition> = Static<Definition['output']>;
export type DataOf<Definition extends EventDefinition> = Static<Definition['data']>;

/** A wire object: unknown keys are refused, so that a typing error is an answer and not a silence. */
export function wireObject<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}
