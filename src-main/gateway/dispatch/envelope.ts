import type { WireError } from '../../../src-shared/protocol/core/error-kind.ts';
import { EncodedJson } from '../../kernel/operation.ts';
import { textFrame } from '../socket/frame.ts';

export interface RequestEnvelope {
  readonly id: number;
  readonly op: string;
  readonly data: unknown;
}

/** The request in a text frame, or undefined when it is not an envelope: the connection closes with 4000 then. */
export function parseEnvelope(text: string): RequestEnvelope | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not JSON, so not an envelope; what is wrong with it is the sender's to find out.
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const { id, op, data } = parsed as Record<string, unknown>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) return undefined;
  // Data of the wrong kind is a bad input, which has an answer; without any it is no request.
  if (typeof op !== 'string' || data === undefined) return undefined;
  return { id, op, data };
}

/** `{"id":…,"ok":true,"data":…}` as a frame. */
export function replyFrame(id: number, output: unknown): Buffer {
  const parts = output instanceof EncodedJson ? output.parts : [JSON.stringify(output)];
  return textFrame([`{"id":${id},"ok":true,"data":`, ...parts, '}']);
}

/** `{"id":…,"ok":false,"error":…}` as a frame. */
export function errorFrame(id: number, error: WireError): Buffer {
  return textFrame([`{"id":${id},"ok":false,"error":${JSON.stringify(error)}}`]);
}
