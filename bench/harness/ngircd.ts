/** ngircd as a reference: a chat server in C that keeps nothing. Used where it is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { must } from '../../src-shared/base/assert.ts';
import type { LoadMember } from './load-client.ts';
import { type ServerProcess, watchProcess } from './server-process.ts';

const channel = '#bench';
const lineFeed = 0x0a;

export function hasNgircd(): boolean {
  return spawnSync('ngircd', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Without limits on rates and connections, which would otherwise be what is measured. */
export async function startNgircd(): Promise<ServerProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-bench-ngircd-'));
  const port = await freePort();
  const file = path.join(folder, 'ngircd.conf');
  writeFileSync(
    file,
    `[Global]\nName = irc.bench.test\nInfo = bench\nListen = 127.0.0.1\nPorts = ${port}\nMotdPhrase = bench\n` +
      '[Limits]\nMaxConnections = 0\nMaxConnectionsIP = 0\nMaxJoins = 0\nMaxPenaltyTime = 0\nMaxNickLength = 30\n' +
      '[Options]\nIdent = no\nDNS = no\nPAM = no\n',
  );
  const child = spawn('ngircd', ['-n', '-f', file], { stdio: 'ignore' });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await untilListening(port);
  return { port, ...watchProcess(must(child.pid, 'a running ngircd')), stop };
}

/** A member of one channel. IRC acknowledges nothing, so a ping behind each message shows that it was taken. */
export class IrcMember implements LoadMember {
  delivered = 0;
  readonly roomId = channel;
  readonly #socket: Socket;
  readonly #answers: ((text: string) => void)[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #joined: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
  }

  static async connect(port: number, nick: string): Promise<IrcMember> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const member = new IrcMember(socket);
    const joined = new Promise<void>((resolve) => {
      member.#joined = resolve;
    });
    socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :bench\r\nJOIN ${channel}\r\n`);
    await joined;
    return member;
  }

  ask(_operation: string, { text }: { text: string }): Promise<string> {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#socket.write(`PRIVMSG ${channel} :${text}\r\nPING :x\r\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      this.#line(bytes, start, end);
      start = end + 1;
    }
    this.#rest = bytes.subarray(start);
  }

  /** Messages are by far the most lines and by far the longest, so only short ones are looked at. */
  #line(bytes: Buffer, start: number, end: number): void {
    if (end - start > 140) {
      this.delivered += 1;
      return;
    }
    const line = bytes.toString('latin1', start, end);
    if (line.includes(' PONG ')) this.#answers.shift()?.('{"ok":true}');
    else if (line.includes(' 366 ')) this.#joined();
    else if (line.startsWith('PING ')) this.#socket.write(`PONG ${line.slice(5)}\n`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => undefined);
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('ngircd does not listen');
}
