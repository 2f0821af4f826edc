import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Closable } from '../../src-shared/base/lifetime.ts';
import type { Log } from '../../src-shared/base/log.ts';

/** Says where a running host takes commands from this computer’s own user: a file that only that user can read. */
const controlFile = 'control.json';

interface ControlAddress {
  readonly port: number;
  readonly token: string;
}

/** Lets the command line ask a running host to verify itself, over loopback, with the token of the 0600 file. */
export async function startControl(options: {
  folder: string;
  verify: () => Promise<readonly string[]>;
  log: Log;
}): Promise<Closable> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${token}`);
    const isOurs = given.length === wanted.length && timingSafeEqual(given, wanted);
    if (!isOurs || request.method !== 'POST' || request.url !== '/verify') {
      response.writeHead(404).end();
      return;
    }
    options.verify().then(
      (found) =>
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ found })),
      (error: unknown) => {
        options.log.error('verifying failed', error);
        response.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const file = path.join(options.folder, controlFile);
  const { port } = server.address() as AddressInfo;
  writeFileSync(file, JSON.stringify({ port, token } satisfies ControlAddress), { mode: 0o600 });
  return {
    close() {
      rmSync(file, { force: true });
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What a running host finds when it verifies itself. */
export async function askRunningHost(folder: string): Promise<readonly string[]> {
  const { port, token } = JSON.parse(readFileSync(path.join(folder, controlFile), 'utf8')) as ControlAddress;
  const answer = await fetch(`http://127.0.0.1:${port}/verify`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`the running host answered ${answer.status}`);
  const { found } = (await answer.json()) as { found: readonly string[] };
  return found;
}
