import type { AsyncStore, DatabaseName, StoreDefinition } from './define-store.ts';

/** What the disk allows at the moment. */
export type StorageState = 'writable' | 'read_only' | 'failed';

/**
 * The storage threads as the host sees them. Writes answer after the commit that made them durable; answers of one
 * commit arrive in one turn, in the order of their jobs.
 */
export interface Storage {
  /** Builds a component's port. A write while read-only resolves to a `read_only` Refusal thrown as HearthError. */
  open<Writes, Reads>(definition: StoreDefinition<Writes, Reads>): AsyncStore<Writes> & AsyncStore<Reads>;
  readonly state: StorageState;
  /** Why it is not writable, in plain words. */
  readonly reason: string | undefined;
  /** What the owner should know of the files although they are in use: a log that was missing at the start. */
  readonly warnings: readonly string[];
  onStateChange(listen: (state: StorageState, reason: string | undefined) => void): void;
  figures(): StorageFigures;
  /** A consistent copy of one file while the host runs, made on the writer's own connection. */
  backup(database: DatabaseName, file: string): Promise<void>;
  /** What is wrong with the files' structure and the audit chain, one sentence each. */
  verify(): Promise<readonly string[]>;
  /** Waits until every job handed over so far is answered. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface StorageFigures {
  readonly commits: number;
  readonly jobs: number;
  readonly jobsWaiting: number;
  readonly databaseBytes: Readonly<Record<DatabaseName, number>>;
  readonly freeBytes: number;
}
