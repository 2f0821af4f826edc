import type { WireError } from './error-kind.ts';

/** Client to host, one JSON text frame; `id` is any positive integer of the client's. */
export interface RequestFrame {
  id: number;
  op: string;
  data: unknown;
}

/** Host to client, exactly one for each request; replies may overtake each other. */
export type ReplyFrame =
  | { id: number; ok: true; data: unknown }
  | { id: number; ok: false; error: WireError };

/** Host to client, unasked. */
export interface EventFrame {
  event: string;
  data: unknown;
}
