import type { Log } from '../../src-shared/base/log.ts';
import type { ConnectionId } from '../../src-shared/base/ids.ts';
import type { InputOf, OperationDefinition, OutputOf } from '../../src-shared/protocol/core/define.ts';
import type { AccountActor, Actor } from './actor.ts';
import type { Refusal } from './hearth-error.ts';

/** Where a request came from; no rule about people rests on it but rate limits and what session lists show. */
export interface Origin {
  readonly transport: 'socket' | 'http';
  /** Numeric peer address, IPv4-mapped IPv6 already unwrapped. */
  readonly address: string;
  readonly loopback: boolean;
  /** Browser and system, or the client's own name; for session lists. */
  readonly client: string | undefined;
}

export interface OperationContext<Who extends Actor = Actor> {
  readonly actor: Who;
  readonly origin: Origin;
  /** The socket it came over; undefined over HTTP. */
  readonly connectionId: ConnectionId | undefined;
  readonly log: Log;
}

/** JSON text made elsewhere, passed on as it is: how cached messages reach the wire without being built again. */
export class EncodedJson {
  readonly parts: readonly (string | Buffer)[];

  constructor(...parts: readonly (string | Buffer)[]) {
    this.parts = parts;
  }
}

export type Outcome<Output> = Output | EncodedJson | Refusal;

/**
 * The behaviour behind a definition. A handler reaches its store write before its first await, so that the writes of
 * one connection reach the writer in the order in which its operations came.
 */
export type Handler<Definition extends OperationDefinition> = (
  input: InputOf<Definition>,
  context: OperationContext<Definition['access'] extends 'anyone' ? Actor : AccountActor>,
) => Outcome<OutputOf<Definition>> | Promise<Outcome<OutputOf<Definition>>>;

/** A definition with its handler, types forgotten: what the dispatch table holds. */
export interface BoundOperation {
  readonly definition: OperationDefinition;
  readonly handle: (input: unknown, context: OperationContext) => unknown;
}

/** Ties a handler to its definition; the one place where the table's types are erased. */
export function bind<Definition extends OperationDefinition>(
  definition: Definition,
  handler: Handler<Definition>,
): BoundOperation {
  return {
    definition,
    handle: handler as (input: unknown, context: OperationContext) => unknown,
  };
}
