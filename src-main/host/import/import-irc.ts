import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../../src-shared/base/assert.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { ExitError, exitCodes, Refusal } from '../../kernel/hearth-error.ts';
import type { HostParts } from '../create-host.ts';
import { dayOfFile, type IrcLine, parseIrcLog } from './irc-parser.ts';

/** Lines of one write: large enough for the disk, small enough for a bar that moves. */
const linesAtOnce = 2000;

export interface ImportResult {
  readonly files: number;
  readonly messages: number;
  readonly added: number;
  readonly people: number;
}

/**
 * Reads IRC logs into a public room. A line is known by its file’s content and its number, so importing twice adds
 * nothing; people are found again by their nick.
 */
export async function importIrcFiles(
  host: Pick<HostParts, 'account' | 'chat'>,
  options: { files: readonly string[]; room: string; onProgress: (done: number, total: number) => void },
): Promise<ImportResult> {
  const roomId = await host.chat.ensureImportRoom(options.room);
  if (roomId instanceof Refusal) throw new ExitError(exitCodes.usage, roomId.message);
  const logs = options.files.map(readLog).toSorted((a, b) => a.dayMs - b.dayMs);
  const total = logs.reduce((sum, log) => sum + log.messages.length, 0);
  const people = new Set<string>();
  let done = 0;
  let added = 0;
  for (const log of logs) {
    const nicks = new Set(log.lines.map((line) => line.nick));
    for (const nick of nicks) people.add(nick);
    const accounts = await host.account.importPeople([...nicks], 'irc');
    const accountOf = (nick: string) => must(accounts.get(nick), `account of ${nick}`);
    for (let start = 0; start < log.messages.length; start += linesAtOnce) {
      const slice = log.messages.slice(start, start + linesAtOnce);
      const isLast = start + linesAtOnce >= log.messages.length;
      const imported = await host.chat.importMessages({
        roomId,
        lines: slice.map((line) => ({
          accountId: accountOf(line.nick),
          text: textOf(line),
          createdAtMs: line.atMs,
          sourceFile: log.contentHash,
          sourceLine: line.lineNumber,
        })),
        formerMemberIds: isLast ? [...nicks].map(accountOf) : [],
      });
      added += imported.added;
      done += slice.length;
      options.onProgress(done, total);
    }
  }
  return { files: logs.length, messages: total, added, people: people.size };
}

interface ReadLog {
  readonly dayMs: number;
  readonly contentHash: string;
  readonly lines: readonly IrcLine[];
  readonly messages: readonly IrcLine[];
}

function readLog(file: string): ReadLog {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ExitError(exitCodes.usage, `The log ${file} cannot be read.`, { cause: error });
  }
  const dayMs = dayOfFile(path.basename(file)) ?? 0;
  const lines = parseIrcLog(decode(bytes), dayMs);
  return {
    dayMs,
    contentHash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    lines,
    messages: lines.filter((line) => line.kind === 'message' || line.kind === 'action'),
  };
}

/** UTF-8 where it is valid, otherwise the Latin-1 of older clients, line by line: both occur in one file. */
function decode(bytes: Buffer): string {
  const whole = bytes.toString('utf8');
  if (!whole.includes('\ufffd')) return whole;
  return bytes
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const asUtf8 = Buffer.from(line, 'latin1').toString('utf8');
      return asUtf8.includes('\ufffd') ? line : asUtf8;
    })
    .join('\n');
}

/** An action reads as what the nick did; a call `nick:` at the beginning stays as it was written. */
function textOf(line: IrcLine): string {
  const text = line.kind === 'action' ? `*${line.text}*` : line.text;
  // Control characters are colours and styles of old clients.
  // oxlint-disable-next-line no-control-regex -- matching control characters is the purpose
  const plain = text.replace(/\u0003\d{0,2}(?:,\d{1,2})?|[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return plain.slice(0, limits.messageCharacters);
}
