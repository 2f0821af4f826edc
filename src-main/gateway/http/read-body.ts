import type { IncomingMessage } from 'node:http';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { type Refusal, refuse } from '../../kernel/hearth-error.ts';

/** The JSON object in a request's body, or why there is none. */
export async function readJsonBody(request: IncomingMessage): Promise<object | Refusal> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') {
    return refuse('unsupported', 'Send the input as JSON with Content-Type: application/json.');
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.frameBytes) return tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.frameBytes) return tooLarge;
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks).toString());
}

const tooLarge = refuse('too_large', `A request holds at most ${limits.frameBytes} bytes.`);

export function parseObject(text: string): object | Refusal {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Answered below like anything else that is no JSON object.
  }
  return refuse('bad_request', 'The input must be a JSON object.');
}
