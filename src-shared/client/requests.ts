import { RequestError } from './contract.ts';
import type { WireError } from '../protocol/core/error-kind.ts';

interface Pending {
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Requests under way at once; more are refused at once instead of piling up. */
const requestsUnderWay = 1000;

/** Which answer belongs to which question, on one connection. */
export class RequestTable {
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  /** `send` is given the frame to send. */
  ask(operation: string, input: object, send: (text: string) => void): Promise<unknown> {
    if (this.#pending.size >= requestsUnderWay) {
      return Promise.reject(
        new RequestError({ kind: 'overloaded', message: 'Too much is under way at once.' }),
      );
    }
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      send(JSON.stringify({ id, op: operation, data: input }));
    });
  }

  answered(reply: { id: number; ok: boolean; data?: unknown; error?: WireError }): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.ok) pending?.resolve(reply.data);
    else
      pending?.reject(new RequestError(reply.error ?? { kind: 'internal', message: 'No reason was given.' }));
  }

  /** The connection is gone: nobody will answer any more. */
  lost(): void {
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) {
      reject(new RequestError({ kind: 'unavailable', message: 'The connection was lost.' }));
    }
  }
}
