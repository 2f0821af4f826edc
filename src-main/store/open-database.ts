import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import type { DatabaseName } from './define-store.ts';

export type SqliteDatabase = Database.Database;

/** "HRTH", in the header of every file of ours: tells an alien database from an old one of our own. */
export const applicationId = 0x48525448;

/** Older SQLite can corrupt a WAL (PROMISES F10). */
const oldestSqlite = [3, 51, 3] as const;

/** Up to this size a file is checked whole at every start. */
const fullyCheckedBytes = 32 * 1024 * 1024;

export interface OpenDatabaseOptions {
  readonly file: string;
  readonly name: DatabaseName;
  /** The writer may change the file; a reader maps it into memory and cannot. */
  readonly role: 'writer' | 'reader';
}

/** What a connection must answer when asked; anything else refuses to start (PROMISES F1, D11). */
export function requiredPragmas(
  options: Pick<OpenDatabaseOptions, 'role'>,
): Readonly<Record<string, number | string>> {
  return {
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    temp_store: 2,
    ...(process.platform === 'darwin' ? { fullfsync: 1, checkpoint_fullfsync: 1 } : {}),
    ...(options.role === 'reader' ? { query_only: 1 } : {}),
  };
}

/** The one way to open a database file: sets what durability rests on and reads it back. */
export function openDatabase(options: OpenDatabaseOptions): SqliteDatabase {
  const database = new Database(options.file, { timeout: 5000 });
  try {
    checkSqliteVersion(database);
    setPragmas(database, options);
    readBackPragmas(database, options);
  } catch (error) {
    database.close();
    if (error instanceof ExitError) throw error;
    const exitCode = isRefusedByDisk(error) ? exitCodes.failed : exitCodes.data;
    throw new ExitError(exitCode, `${nameOf(options.file)} cannot be opened: ${textOf(error)}.`, {
      cause: error,
    });
  }
  return database;
}

function setPragmas(database: SqliteDatabase, options: OpenDatabaseOptions): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('temp_store = MEMORY');
  database.pragma(`cache_size = -${options.name === 'communication' ? 16_384 : 2_048}`);
  database.pragma('journal_size_limit = 67108864');
  // 32 MiB of log between checkpoints: each one writes and syncs every changed page, which many rooms scatter widely.
  database.pragma('wal_autocheckpoint = 8000');
  if (process.platform === 'darwin') {
    database.pragma('fullfsync = ON');
    database.pragma('checkpoint_fullfsync = ON');
  }
  if (options.role === 'reader') {
    database.pragma('mmap_size = 67108864');
    database.pragma('query_only = ON');
  }
}

/** Throws when a setting is not what durability and safety rest on. */
export function readBackPragmas(database: SqliteDatabase, options: OpenDatabaseOptions): void {
  for (const [pragma, wanted] of Object.entries(requiredPragmas(options))) {
    const found: unknown = database.pragma(pragma, { simple: true });
    if (found !== wanted) {
      throw new ExitError(
        exitCodes.failed,
        `${nameOf(options.file)} stands at ${pragma} = ${String(found)} where ${String(wanted)} is needed; the host does not start, because it could not keep what it acknowledges.`,
      );
    }
  }
}

function checkSqliteVersion(database: SqliteDatabase): void {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  const difference = oldestSqlite.map((wanted, index) => (parts[index] ?? 0) - wanted).find((by) => by !== 0);
  if (difference !== undefined && difference < 0) {
    throw new ExitError(
      exitCodes.failed,
      `SQLite ${version} is too old: ${oldestSqlite.join('.')} is needed.`,
    );
  }
}

/**
 * Refuses an empty or alien file before SQLite could take it for a new database. For a file that no connection of this
 * process has open: closing any handle of it gives up the locks of all (PROMISES D10), and then another program could
 * take away the log that holds the newest rows. The same holds for the other two looks at a closed file below.
 */
export function checkSqliteFile(file: string): void {
  if (!existsSync(file)) return;
  const { size } = statSync(file);
  const header = Buffer.alloc(100);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header, 0, 100, 0);
  } finally {
    closeSync(handle);
  }
  const isSqlite = header.toString('latin1', 0, 16) === 'SQLite format 3\u0000';
  if (size === 0 || !isSqlite) {
    throw new ExitError(
      exitCodes.data,
      `${nameOf(file)} is ${size === 0 ? 'empty' : 'damaged: it does not begin like a database'}; it was left as it is. Put back a copy of the data folder, or choose another folder.`,
    );
  }
  const id = header.readUInt32BE(68);
  if (id !== applicationId && id !== 0) {
    throw new ExitError(exitCodes.data, `${nameOf(file)} belongs to another program; it was left as it is.`);
  }
}

/** Refuses damaged structure in a file that is read through in a moment; larger ones are checked by `verify`, and by SQLite as pages are read. */
export function checkStructure(file: string): void {
  if (!existsSync(file) || statSync(file).size > fullyCheckedBytes) return;
  const damage = damageWithin(file);
  if (damage === undefined) return;
  throw new ExitError(
    exitCodes.data,
    `${nameOf(file)} is damaged and was left as it is (${damage}). Put back a copy of the data folder.`,
  );
}

/** True for a file that no step of ours has filled yet. */
export function isUnmade(file: string): boolean {
  const database = new Database(file, { readonly: true });
  try {
    return database.pragma('user_version', { simple: true }) === 0;
  } finally {
    database.close();
  }
}

/** Looks without being able to write: a connection that may write would work the log into the damaged file on closing. */
function damageWithin(file: string): string | undefined {
  let database: SqliteDatabase | undefined;
  try {
    database = new Database(file, { readonly: true });
    return damageIn(database);
  } catch (error) {
    if (isRefusedByDisk(error)) throw error;
    return textOf(error);
  } finally {
    database?.close();
  }
}

/** The first complaint of SQLite about the file's structure, or undefined when there is none. Throws when the disk does not let it look. */
export function damageIn(database: SqliteDatabase): string | undefined {
  try {
    const answer = String(database.pragma('quick_check(1)', { simple: true }));
    return answer === 'ok' ? undefined : answer;
  } catch (error) {
    if (isRefusedByDisk(error)) throw error;
    return textOf(error);
  }
}

/** A disk that does not answer says nothing about the file. */
function isRefusedByDisk(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(IOERR|FULL|CANTOPEN)/.test(code);
}

export function nameOf(file: string): string {
  return path.basename(file);
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
