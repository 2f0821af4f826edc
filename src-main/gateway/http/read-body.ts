import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { type Refusal, refuse } from '../../kernel/hearth-error.ts';

/** True when the request says that its body is JSON: the header that no other website can send unasked. */
export function isJson(request: IncomingMessage): boolean {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase() === 'application/json';
}

/** The JSON object in a request's body, or why there is none. */
export async function readJsonBody(request: IncomingMessage): Promise<object | Refusal> {
  if (Number(request.headers['content-length'] ?? 0) > limits.frameBytes) return tooLarge;
  const body = await readBody(request);
  if (body === undefined) return tooLarge;
  if (!isUtf8(body)) return refuse('bad_request', 'The input must be UTF-8.');
  return parseObject(body.toString());
}

/** Undefined once it is longer than allowed; the request stays as it is then, so that it can still be answered. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limits.frameBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', take);
      resolve(undefined);
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the client went away within its request')));
  });
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
