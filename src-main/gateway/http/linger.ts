import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is still taken of a body that was refused already. */
const lingerBytes = 1024 * 1024;
const lingerMs = 2000;

/**
 * Sends the whole answer, then takes a little more of a body that nobody wants: a socket closed over unread bytes is
 * reset, and the answer would be lost with it.
 */
export function endAfterBody(request: IncomingMessage, response: ServerResponse, body: string): void {
  response.write(body);
  let bytes = 0;
  const timer = setTimeout(() => response.end(), lingerMs).unref();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > lingerBytes) response.end();
  });
  request.once('end', () => response.end());
  request.once('close', () => clearTimeout(timer));
}
