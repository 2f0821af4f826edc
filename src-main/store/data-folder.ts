import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Log } from '../../src-shared/base/log.ts';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import type { DatabaseName } from './define-store.ts';

const databaseNames: readonly DatabaseName[] = ['server', 'communication', 'audit'];

export function databaseFile(folder: string, name: DatabaseName): string {
  return path.join(folder, `${name}.db`);
}

/** A data folder that this process holds alone, until `close`. */
export interface DataFolder {
  readonly path: string;
  /** False when the databases are about to be made: the folder was empty. */
  readonly existed: boolean;
  /** The databases are whole now: from here on a missing one is a loss. */
  made(): void;
  close(): void;
}

/**
 * Makes or takes a data folder: private to this user, locked against a second host, complete. Everything that is
 * wrong with it is one sentence, and nothing in it is changed then.
 */
export function openDataFolder(folder: string, log: Log): DataFolder {
  makePrivate(folder, log);
  const lock = takeLock(folder);
  try {
    const present = databaseNames.filter((name) => existsSync(databaseFile(folder, name)));
    const missing = databaseNames.filter((name) => !present.includes(name));
    const marker = path.join(folder, 'being-made');
    if (present.length === 0) writeFileSync(marker, '', { flush: true });
    const isBeingMade = existsSync(marker);
    if (isBeingMade) removeEmptyFiles(folder);
    if (missing.length > 0 && !isBeingMade) {
      throw new ExitError(
        exitCodes.data,
        `The data folder ${folder} lacks ${missing.map((name) => `${name}.db`).join(' and ')}; nothing was changed. Put the missing file back from a copy.`,
      );
    }
    mkdirSync(path.join(folder, 'blobs'), { recursive: true, mode: 0o700 });
    return {
      path: folder,
      existed: present.length > 0,
      made: () => rmSync(marker, { force: true }),
      close: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** A first start that was cut off leaves files that were named and not yet filled; nothing was acknowledged then. */
function removeEmptyFiles(folder: string): void {
  for (const name of databaseNames) {
    const file = databaseFile(folder, name);
    if (statSync(file, { throwIfNoEntry: false })?.size === 0) rmSync(file);
  }
}

function makePrivate(folder: string, log: Log): void {
  // Every file that SQLite and the log make from here on is the owner's alone.
  process.umask(0o077);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = path.join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new ExitError(
      exitCodes.failed,
      `The data folder ${folder} cannot be written to${reasonFor(code)}.`,
      {
        cause: error,
      },
    );
  }
  if (process.platform === 'win32') return;
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  log.warn('the data folder was open to other users of this computer and is closed to them now', { folder });
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    chmodSync(path.join(folder, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  }
}

function reasonFor(code: string): string {
  if (code === 'EROFS') return ': it is on a read-only disk';
  if (code === 'EACCES' || code === 'EPERM') return ': this user has no right to';
  if (code === 'ENOSPC') return ': the disk is full';
  if (code === 'ENOTDIR' || code === 'EEXIST') return ': there is a file of that name';
  return code === '' ? '' : ` (${code})`;
}

/** An OS file lock through SQLite, which the system gives back when the process dies in any way. */
function takeLock(folder: string): Database.Database {
  const database = new Database(path.join(folder, 'lock.db'), { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('SQLITE_BUSY')) {
      throw new ExitError(
        exitCodes.data,
        `The lock of the data folder ${folder} cannot be taken: lock.db is damaged.`,
        {
          cause: error,
        },
      );
    }
    throw new ExitError(
      exitCodes.taken,
      `Another Hearth is running with the data folder ${folder}. Stop it first, or choose another folder.`,
      { cause: error },
    );
  }
}
