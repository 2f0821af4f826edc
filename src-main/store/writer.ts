import { existsSync } from 'node:fs';
import { must } from '../../src-shared/base/assert.ts';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import type { AuditEntry } from '../kernel/ports.ts';
import { AuditChain, type ChainHead, verifyAuditChain } from './audit-chain.ts';
import { type Ballast, openBallast } from './ballast.ts';
import { databaseFile } from './data-folder.ts';
import type { AnyStoreModule, DatabaseName, GroupMemory } from './define-store.ts';
import { writeDatabase } from './job-database.ts';
import { migrate, migrations } from './migrator.ts';
import {
  checkSqliteFile,
  checkStructure,
  damageIn,
  isUnmade,
  nameOf,
  openDatabase,
  type SqliteDatabase,
  textOf,
} from './open-database.ts';
import { checkSeal, isSealed, sealClosed, sealOpen, unseal } from './seal.ts';
import type { Answer, FromThread, Job, OutboxRow, ThreadStart } from './thread-messages.ts';

type StoreFunction = (input: unknown) => unknown;

/** Functions over this are named in the log, in milliseconds. */
const slowJobMs = 40;
/** How often a full or failing disk is tried again, in milliseconds. */
const retryMs = 2000;
/** A failed write may be a single one: the file proves itself soon, though never in a tight circle. */
const proveMs = 50;
const databaseNames: readonly DatabaseName[] = ['server', 'communication', 'audit'];

/** A database file with the statements that every group needs. */
interface WritableFile {
  readonly name: DatabaseName;
  readonly database: SqliteDatabase;
  readonly functions: Map<string, StoreFunction>;
  readonly memories: GroupMemory[];
  readonly begin: { run(): unknown };
  readonly commit: { run(): unknown };
  readonly rollback: { run(): unknown };
  readonly savepoint: { run(): unknown };
  readonly release: { run(): unknown };
  readonly undo: { run(): unknown };
  readonly countCommit: { run(): unknown };
  readonly commits: { get(): unknown };
  /** Commits that were acknowledged. */
  acknowledged: number;
  outboxFilled: boolean;
}

/**
 * The writer: jobs become durable in groups, each in its own savepoint. A job that throws undoes itself alone; a
 * commit that fails undoes its group and stops writing until the disk proves itself again (PROMISES F4).
 */
export class Writer {
  readonly #start: ThreadStart;
  readonly #modules: readonly AnyStoreModule[];
  readonly #post: (message: FromThread) => void;
  readonly #ballast: Ballast;
  #files = new Map<DatabaseName, WritableFile>();
  #chain: AuditChain | undefined;
  #refusal: string | undefined;
  #retry: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(start: ThreadStart, modules: readonly AnyStoreModule[], post: (message: FromThread) => void) {
    this.#start = start;
    this.#modules = modules;
    this.#post = post;
    this.#ballast = openBallast(start);
    try {
      this.#openAll();
    } catch (error) {
      this.close();
      throw error;
    }
    this.#deliverOutboxes();
    if (!this.#ballast.prepare()) this.#stopWriting('The disk is full.', 'read_only');
    this.#watch = setInterval(() => this.#watchSpace(), retryMs).unref();
  }

  /** Runs jobs in order, one group commit for each run of jobs of the same file. */
  run(jobs: readonly Job[]): void {
    const byFile = new Map<DatabaseName, Job[]>();
    for (const job of jobs) {
      const name = this.#databaseOf(job);
      const group = byFile.get(name);
      if (group) group.push(job);
      else byFile.set(name, [job]);
    }
    for (const [name, group] of byFile) this.#runGroup(must(this.#files.get(name), name), group);
  }

  async backup(name: DatabaseName, file: string): Promise<void> {
    await must(this.#files.get(name), name).database.backup(file);
  }

  /** What the audit chain and the files' own structure say; one sentence for each fault. */
  verify(): string[] {
    const found: string[] = [];
    for (const { name, database } of this.#files.values()) {
      const damage = database.open ? damageIn(database) : undefined;
      if (!database.open) found.push(`${name}.db is closed until the disk takes writes again.`);
      if (damage !== undefined) found.push(`${name}.db is damaged: ${damage}`);
    }
    // A chain in a damaged file cannot be walked; the damage is what there is to say.
    if (found.length > 0) return found;
    const { database } = must(this.#files.get('server'), 'server');
    const stated = database.prepare<[], ChainHead>('SELECT entries, hash FROM audit_head').get();
    const audit = must(this.#files.get('audit'), 'audit').database;
    return [...found, ...verifyAuditChain(audit, stated ?? { entries: 0, hash: '' })];
  }

  close(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    for (const { name, database } of this.#files.values()) this.#closeFile(name, database);
    this.#files.clear();
  }

  /** While the log goes into the file nothing is claimed of either, so that an end in between is no alarm. */
  #closeFile(name: DatabaseName, database: SqliteDatabase): void {
    const file = databaseFile(this.#start.folder, name);
    try {
      unseal(file);
      database.close();
      sealClosed(file);
    } catch (error) {
      this.#notice(`${name}.db could not be sealed: ${textOf(error)}`);
      database.close();
    }
  }

  #openAll(): void {
    for (const name of databaseNames) this.#check(databaseFile(this.#start.folder, name));
    for (const name of databaseNames) {
      const file = databaseFile(this.#start.folder, name);
      const database = openDatabase({ file, name, role: 'writer' });
      try {
        // A new file is sealed once it holds something: until then it may be made again.
        if (isSealed(file)) sealOpen(file);
        migrate(database, file, migrations[name]);
        sealOpen(file);
        this.#files.set(name, this.#openFile(name, database));
      } catch (error) {
        if (isSealed(file)) this.#closeFile(name, database);
        else database.close();
        if (error instanceof ExitError) throw error;
        throw new ExitError(
          exitCodes.failed,
          `The disk refused while ${nameOf(file)} was being opened: ${textOf(error)}.`,
          { cause: error },
        );
      }
    }
    this.#chain = new AuditChain(must(this.#files.get('audit'), 'audit').database);
  }

  /** Before anything is opened: what is wrong with a file, in one sentence. Changes nothing. */
  #check(file: string): void {
    checkSqliteFile(file);
    const warning = checkSeal(file);
    if (warning !== undefined) this.#post({ kind: 'warning', message: warning });
    // The rows of a file that was never copied out of its log went with that log.
    if (isSealed(file) && existsSync(file) && isUnmade(file)) {
      throw new ExitError(
        exitCodes.data,
        `${nameOf(file)} holds nothing any more: its log ${nameOf(file)}-wal is missing. It was left as it is; put back a copy of the data folder.`,
      );
    }
    checkStructure(file);
  }

  #openFile(name: DatabaseName, database: SqliteDatabase): WritableFile {
    const functions = new Map<string, StoreFunction>();
    const memories: GroupMemory[] = [];
    const commits = database.prepare('SELECT commits FROM engine').pluck();
    const file: WritableFile = {
      name,
      database,
      functions,
      memories,
      begin: database.prepare('BEGIN IMMEDIATE'),
      commit: database.prepare('COMMIT'),
      rollback: database.prepare('ROLLBACK'),
      savepoint: database.prepare('SAVEPOINT job'),
      release: database.prepare('RELEASE job'),
      undo: database.prepare('ROLLBACK TO job'),
      countCommit: database.prepare('UPDATE engine SET commits = commits + 1'),
      commits,
      acknowledged: Number(commits.get()),
      outboxFilled: false,
    };
    if (name === 'audit') return file;
    const onAudit = () => {
      file.outboxFilled = true;
    };
    const writable = writeDatabase(database, { onAudit, memories });
    for (const module of this.#modules.filter(({ definition }) => definition.database === name)) {
      const writes = module.openWrites(writable);
      for (const [key, run] of Object.entries<StoreFunction>({ ...writes }))
        functions.set(`${module.definition.name}.${key}`, run);
    }
    return file;
  }

  #databaseOf([, store]: Job): DatabaseName {
    const module = this.#modules.find(({ definition }) => definition.name === store);
    return must(module, `no store is called ${store}`).definition.database;
  }

  #runGroup(file: WritableFile, jobs: readonly Job[]): void {
    if (this.#refusal !== undefined) {
      const why = this.#refusal;
      this.#post({ kind: 'answers', answers: jobs.map(([id]) => [id, 2, why]), commit: undefined });
      return;
    }
    const startedMs = performance.now();
    let answers: Answer[];
    try {
      answers = this.#commitTogether(file, jobs) ?? this.#commitIsolated(file, jobs);
      file.acknowledged += 1;
    } catch (error) {
      this.#groupFailed(file, jobs, error);
      return;
    } finally {
      for (const memory of file.memories) memory.forget();
    }
    const ms = performance.now() - startedMs;
    this.#post({ kind: 'answers', answers, commit: { jobs: jobs.length, ms } });
    if (file.outboxFilled) this.#deliverOutbox(file);
  }

  /**
   * The usual way: all jobs in one transaction without savepoints, which would copy every page that a job changes.
   * Undefined, with everything undone, when a job threw: then each must stand alone.
   */
  #commitTogether(file: WritableFile, jobs: readonly Job[]): Answer[] | undefined {
    file.begin.run();
    let answers: Answer[];
    try {
      answers = jobs.map((job) => [job[0], 0, this.#call(file, job)]);
      for (const memory of file.memories) memory.write();
    } catch (error) {
      // A full disk or a failed write ends the whole group; SQLite may have rolled it back already.
      if (isDiskFault(error) || !file.database.inTransaction) throw error;
      file.rollback.run();
      for (const memory of file.memories) memory.forget();
      return undefined;
    }
    file.countCommit.run();
    file.commit.run();
    return answers;
  }

  /** Each job in its own savepoint: one that throws undoes itself alone. */
  #commitIsolated(file: WritableFile, jobs: readonly Job[]): Answer[] {
    file.begin.run();
    const answers = jobs.map((job): Answer => {
      file.savepoint.run();
      try {
        const value = this.#call(file, job);
        for (const memory of file.memories) memory.write();
        file.release.run();
        return [job[0], 0, value];
      } catch (error) {
        if (isDiskFault(error) || !file.database.inTransaction) throw error;
        file.undo.run();
        file.release.run();
        for (const memory of file.memories) memory.forget();
        return [job[0], 1, textOf(error)];
      }
    });
    file.countCommit.run();
    file.commit.run();
    return answers;
  }

  #call(file: WritableFile, [, store, name, input]: Job): unknown {
    const run = must(file.functions.get(`${store}.${name}`), `store function ${store}.${name}`);
    const startedMs = performance.now();
    const value = run(input);
    const ms = performance.now() - startedMs;
    if (ms > slowJobMs) this.#post({ kind: 'slow', name: `${store}.${name}`, ms });
    return value;
  }

  #groupFailed(file: WritableFile, jobs: readonly Job[], error: unknown): void {
    undoAll(file);
    const why = this.#diskFailed(file, error);
    this.#post({ kind: 'answers', answers: jobs.map(([id]) => [id, 2, why]), commit: undefined });
    this.#notice(`${jobs.length} jobs in ${file.name}.db failed together: ${codeOf(error)} ${textOf(error)}`);
  }

  /** Stops acknowledging until the file in doubt has proved itself (PROMISES F4). Returns why, in words. */
  #diskFailed(file: WritableFile, error: unknown): string {
    const isFull = codeOf(error) === 'SQLITE_FULL' && file.database.open;
    if (isFull) this.#ballast.release();
    const why = isFull ? 'The disk is full: nothing more can be written.' : 'The disk refused a write.';
    this.#stopWriting(why, 'read_only', isFull ? undefined : file);
    return why;
  }

  #stopWriting(reason: string, state: 'read_only' | 'failed', suspect?: WritableFile): void {
    this.#refusal = reason;
    this.#post({ kind: 'state', state, reason });
    clearTimeout(this.#retry);
    if (state === 'failed') return;
    this.#retry = setTimeout(() => this.#tryAgain(suspect), suspect ? proveMs : retryMs);
  }

  #tryAgain(suspect: WritableFile | undefined): void {
    if (suspect) {
      const verdict = this.#proveAgain(suspect);
      if (verdict === 'retry') this.#retry = setTimeout(() => this.#tryAgain(suspect), retryMs);
      if (verdict === 'lost') {
        this.#stopWriting(
          'The disk and the host disagree. Restart the host to go on from what is safe.',
          'failed',
        );
      }
      if (verdict !== 'good') return;
    }
    if (!this.#ballast.prepare()) {
      this.#retry = setTimeout(() => this.#tryAgain(undefined), retryMs);
      return;
    }
    this.#refusal = undefined;
    this.#post({ kind: 'state', state: 'writable', reason: undefined });
    for (const file of this.#files.values()) {
      if (file.outboxFilled && this.#refusal === undefined) this.#deliverOutbox(file);
    }
  }

  /** Closes, reopens, checks and compares: only a file that holds exactly what was acknowledged goes on. */
  #proveAgain(suspect: WritableFile): 'good' | 'retry' | 'lost' {
    const { name, acknowledged } = suspect;
    let database: SqliteDatabase | undefined;
    try {
      suspect.database.close();
      database = openDatabase({ file: databaseFile(this.#start.folder, name), name, role: 'writer' });
      // Writes everything out of the log and syncs it: what the failed sync left only in memory is on disk after this.
      const [checkpoint] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      const damage = checkpoint?.busy === 0 ? damageIn(database) : 'the log is in use';
      if (damage !== undefined) throw new Error(damage);
      const reopened = this.#openFile(name, database);
      const before = must(this.#chain, 'audit chain');
      const chain = name === 'audit' ? new AuditChain(database) : before;
      this.#files.set(name, reopened);
      this.#chain = chain;
      const isWhole = reopened.acknowledged === acknowledged && chain.head.entries >= before.head.entries;
      this.#notice(
        `${name}.db was opened again and checked: ${reopened.acknowledged} commits, ${acknowledged} were acknowledged`,
      );
      return isWhole ? 'good' : 'lost';
    } catch (error) {
      database?.close();
      this.#notice(`${name}.db is not to be trusted yet: ${textOf(error)}`);
      return 'retry';
    }
  }

  #notice(message: string): void {
    this.#post({ kind: 'notice', message });
  }

  #watchSpace(): void {
    if (this.#refusal === undefined && this.#ballast.isSpaceLow()) {
      this.#stopWriting(
        'The disk is almost full: nothing more is written until there is space.',
        'read_only',
      );
    }
  }

  #deliverOutboxes(): void {
    for (const file of this.#files.values()) {
      if (file.name !== 'audit') this.#deliverOutbox(file);
    }
  }

  /** Moves outbox rows to the audit trail: first there, then away from here, so that a crash between repeats and adds nothing. */
  #deliverOutbox(file: WritableFile): void {
    const chain = must(this.#chain, 'audit chain');
    // Whichever file a step writes to is the one that its failure puts in doubt.
    let suspect = file;
    try {
      const rows = file.database
        .prepare<[], OutboxRow>('SELECT outbox_id, payload FROM outbox ORDER BY outbox_id LIMIT 1000')
        .all();
      const last = rows.at(-1);
      if (!last) return;
      const entries = rows.map((row) => ({
        sourceId: row.outbox_id,
        entry: JSON.parse(row.payload) as AuditEntry,
      }));
      suspect = must(this.#files.get('audit'), 'audit');
      chain.append(file.name, entries);
      suspect = file;
      file.database.prepare('DELETE FROM outbox WHERE outbox_id <= ?').run(last.outbox_id);
      suspect = must(this.#files.get('server'), 'server');
      suspect.database
        .prepare('UPDATE audit_head SET entries = ?, hash = ?')
        .run(chain.head.entries, chain.head.hash);
      file.outboxFilled = rows.length === 1000;
    } catch (error) {
      // The rows stay in the outbox and are moved with the next group or at the next start.
      this.#notice(`moving audit rows of ${file.name}.db failed: ${codeOf(error)} ${textOf(error)}`);
      if (isDiskFault(error)) this.#diskFailed(suspect, error);
    }
  }
}

/** Undoes what a failed group left open, as far as the disk lets it: the file is opened anew in any case. */
function undoAll(file: WritableFile): void {
  try {
    if (file.database.inTransaction) file.rollback.run();
  } catch {
    // The connection cannot even roll back; closing it undoes the same.
    file.database.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isDiskFault(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CORRUPT');
}
