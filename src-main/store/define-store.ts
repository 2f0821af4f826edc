import type { AuditEntry } from '../kernel/ports.ts';

/** The three database files of a data folder. */
export type DatabaseName = 'server' | 'communication' | 'audit';

/** What a prepared statement can take and give. Integers are plain numbers: none passes 2^53. */
export type SqlValue = string | number | null | Buffer;

export interface PreparedStatement<Row> {
  run(...values: SqlValue[]): { changes: number; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  iterate(...values: SqlValue[]): IterableIterator<Row>;
}

/** Reading power: handed to read functions, and to write functions for the facts they rest on. */
export interface ReadDatabase {
  prepare<Row>(sql: string): PreparedStatement<Row>;
}

/** What a store keeps in memory while a group of jobs runs, to write it once and not with each job. */
export interface GroupMemory {
  /** Writes what is kept: before the commit, and before a job that stands alone is released. */
  write(): void;
  /** Forgets all: when the group has ended, and when something in it was undone. */
  forget(): void;
}

/**
 * Writing power inside one job's savepoint. Functions are synchronous and keep no handle; what they write becomes
 * visible with the group's commit, and their answer leaves only after it.
 */
export interface WriteDatabase extends ReadDatabase {
  readonly writable: true;
  /** Adds an audit row to this transaction's outbox; it reaches audit.db exactly once, after the commit. */
  audit(entry: AuditEntry): void;
  /** Ties a memory to the groups of this database. */
  keep(memory: GroupMemory): void;
}

/** Functions as the storage threads run them: one cloneable input, one cloneable answer. A thrown error rolls the savepoint back. */
export type StoreFunctions = { readonly [name: string]: (input: never) => unknown };

/** The asynchronous port that services see for a set of synchronous store functions. */
export type AsyncStore<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (input: infer Input) => infer Output
    ? (input: Input) => Promise<Output>
    : never;
};

/**
 * A component's store: which file it lives in and the names of its functions. The names are spelled out, so that the
 * main thread can build the port without loading any SQL.
 */
export interface StoreDefinition<Writes, Reads> {
  readonly name: string;
  readonly database: DatabaseName;
  readonly writes: readonly (keyof Writes & string)[];
  readonly reads: readonly (keyof Reads & string)[];
}

/** The same store as the threads know it: `openWrites` on the writer, `openReads` on the reader. */
export interface StoreModule<Writes, Reads> {
  readonly definition: StoreDefinition<Writes, Reads>;
  openWrites(database: WriteDatabase): Writes;
  openReads(database: ReadDatabase): Reads;
}

/** A module as the threads' engine handles it, functions by name. */
export interface AnyStoreModule {
  readonly definition: { readonly name: string; readonly database: DatabaseName };
  openWrites(database: WriteDatabase): object;
  openReads(database: ReadDatabase): object;
}
