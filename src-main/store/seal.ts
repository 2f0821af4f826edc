import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import { nameOf } from './open-database.ts';

/**
 * What Hearth remembers of a database file beside it (`communication.seal`). SQLite finds broken structure but not a
 * letter that turned into another one; so a file that was closed has a checksum of each page, and one that was not
 * closed is known to have a log beside it that accounts for every page that changed since. Without a seal nothing is claimed: an older folder, or a file put back alone.
 */
interface Seal {
  readonly state: 'open' | 'closed';
  /** Size and checksums at the last close; undefined before the first, and without checksums for a large file. */
  readonly bytes?: number;
  readonly sums?: string;
}

const pageBytes = 4096;
/** Larger files are sealed without checksums: two seconds for a gigabyte would be felt at each start. */
const summedBytes = 256 * 1024 * 1024;

export function sealFile(file: string): string {
  return file.replace(/\.db$/, '.seal');
}

/** True when the file held rows once. */
export function isSealed(file: string): boolean {
  return readSeal(file) !== undefined;
}

/**
 * Before the file is opened for the first time: throws ExitError when it is not as it was left, and changes nothing.
 * Returns what the owner should know all the same.
 */
export function checkSeal(file: string): string | undefined {
  const seal = readSeal(file);
  if (!seal || !existsSync(file)) return undefined;
  const log = `${file}-wal`;
  const logBytes = existsSync(log) ? statSync(log).size : undefined;
  if (seal.state === 'open') {
    // No refusal: a host that was cut off while it closed leaves this too, with everything in the file itself.
    if (logBytes !== undefined) {
      checkBesideLog(file, seal);
      return undefined;
    }
    return `${nameOf(file)} was in use when the host ended, and its log ${nameOf(log)} is missing: the newest messages may be lost.`;
  }
  if (logBytes !== undefined && logBytes > 0) {
    throw damaged(
      file,
      `was closed in order, but ${nameOf(log)} lies beside it, which must come from another copy`,
      `Move ${nameOf(log)} away`,
    );
  }
  const { size } = statSync(file);
  if (seal.bytes !== undefined && size !== seal.bytes) {
    throw damaged(
      file,
      `had ${seal.bytes} bytes when the host closed it and has ${size} now`,
      'Put back a copy of the data folder',
    );
  }
  if (seal.sums === undefined) return undefined;
  comparePages(file, seal.sums, new Set());
  return undefined;
}

/**
 * After a kill: until its first reset a log still holds every page that was ever copied out of it, so that every other
 * page of the file must be as it was at the last close. Pages in the log need no look: the log, which has checksums of
 * its own, takes their place.
 */
function checkBesideLog(file: string, seal: Seal): void {
  if (seal.sums === undefined) return;
  const logged = pagesOfFirstLog(`${file}-wal`);
  if (logged) comparePages(file, seal.sums, logged);
}

function comparePages(file: string, sums: string, except: ReadonlySet<number>): void {
  const page = firstOther(Buffer.from(sums, 'base64'), pageSums(file), except);
  if (page === undefined) return;
  throw damaged(
    file,
    `is damaged: page ${page} is not as the host left it`,
    'Put back a copy of the data folder',
  );
}

/** Numbers of the pages in a log that was never reset, or undefined for any other log. */
function pagesOfFirstLog(log: string): Set<number> | undefined {
  const headerBytes = 32;
  const frameBytes = 24 + pageBytes;
  const handle = openSync(log, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    if (readSync(handle, header, 0, headerBytes, 0) < headerBytes) return undefined;
    const [bytesOfPage, resets] = [header.readUInt32BE(8), header.readUInt32BE(12)];
    if (bytesOfPage !== pageBytes || resets !== 0) return undefined;
    const pages = new Set<number>();
    const frame = Buffer.alloc(4);
    for (let at = headerBytes; readSync(handle, frame, 0, 4, at) === 4; at += frameBytes) {
      pages.add(frame.readUInt32BE(0));
    }
    return pages;
  } finally {
    closeSync(handle);
  }
}

/** Once the log exists and before the first commit: from here on the file may differ from its checksums. */
export function sealOpen(file: string): void {
  const seal = readSeal(file);
  if (seal?.state !== 'open') writeSeal(file, { ...seal, state: 'open' });
}

/** From here on nothing is claimed of the file. */
export function unseal(file: string): void {
  rmSync(sealFile(file), { force: true });
}

/** After the last connection closed. A log that another program keeps alive leaves the file open. */
export function sealClosed(file: string): void {
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0) return;
  const { size } = statSync(file);
  const sums = size > summedBytes ? {} : { sums: pageSums(file).toString('base64') };
  writeSeal(file, { state: 'closed', bytes: size, ...sums });
}

/** One CRC-32 for each page: any single changed bit changes it. Never called while the file is open, because closing any handle would give up SQLite's locks. */
function pageSums(file: string): Buffer {
  const { size } = statSync(file);
  const sums = Buffer.alloc(Math.ceil(size / pageBytes) * 4);
  const chunk = Buffer.allocUnsafe(256 * pageBytes);
  const handle = openSync(file, 'r');
  try {
    let page = 0;
    for (
      let got = readSync(handle, chunk);
      got > 0 && page * 4 < sums.length;
      got = readSync(handle, chunk)
    ) {
      for (let at = 0; at < got; at += pageBytes) {
        sums.writeUInt32BE(crc32(chunk.subarray(at, Math.min(at + pageBytes, got))), page * 4);
        page += 1;
      }
    }
  } finally {
    closeSync(handle);
  }
  return sums;
}

/** Number of the first page that differs, from 1; a page that is gone differs too. */
function firstOther(stated: Buffer, found: Buffer, except: ReadonlySet<number>): number | undefined {
  if (stated.equals(found)) return undefined;
  for (let at = 0; at < stated.length; at += 4) {
    const page = at / 4 + 1;
    const isSame = at < found.length && stated.readUInt32BE(at) === found.readUInt32BE(at);
    if (!isSame && !except.has(page)) return page;
  }
  return undefined;
}

/** Undefined for a seal that is missing or itself damaged: then it says nothing. */
function readSeal(file: string): Seal | undefined {
  let text: string;
  try {
    text = readFileSync(sealFile(file), 'utf8');
  } catch {
    // No seal, or none that can be read.
    return undefined;
  }
  const [sum, body = ''] = text.split('\n', 2);
  if (sum !== String(crc32(body))) return undefined;
  return JSON.parse(body) as Seal;
}

/** Whole or not at all, and on the disk when this returns. */
function writeSeal(file: string, seal: Seal): void {
  const target = sealFile(file);
  const body = JSON.stringify(seal);
  const part = `${target}.part`;
  writeFileSync(part, `${crc32(body)}\n${body}\n`, { mode: 0o600, flush: true });
  renameSync(part, target);
  syncFolder(path.dirname(target));
}

function syncFolder(folder: string): void {
  // Windows keeps a rename without being asked, and cannot open a folder.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function damaged(file: string, what: string, remedy: string): ExitError {
  return new ExitError(
    exitCodes.data,
    `${nameOf(file)} ${what}; everything was left as it is. ${remedy}, or remove ${nameOf(sealFile(file))} to take the file as it stands.`,
  );
}
