import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageHeaders } from './security-headers.ts';

/** A built file of the client, whole in memory, with its compressed forms. */
export interface StaticFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly brotli: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  readonly etag: string;
  /** Named by its content, so it may be kept for ever. */
  readonly immutable: boolean;
}

/** A fixed list: a path that is not a key here does not exist, whatever it looks like. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

export function serveStatic(file: StaticFile, request: IncomingMessage, response: ServerResponse): void {
  const headers: Record<string, string> = {
    ...pageHeaders(request.headers.host ?? ''),
    ETag: file.etag,
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const accepted = request.headers['accept-encoding'] ?? '';
  let body = file.body;
  if (file.brotli && /\bbr\b/.test(accepted)) {
    body = file.brotli;
    headers['Content-Encoding'] = 'br';
  } else if (file.gzip && /\bgzip\b/.test(accepted)) {
    body = file.gzip;
    headers['Content-Encoding'] = 'gzip';
  }
  headers['Content-Type'] = file.contentType;
  headers['Content-Length'] = String(body.length);
  response.writeHead(200, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
