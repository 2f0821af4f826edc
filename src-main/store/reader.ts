import { must } from '../../src-shared/base/assert.ts';
import { databaseFile } from './data-folder.ts';
import type { AnyStoreModule, DatabaseName } from './define-store.ts';
import { readDatabase } from './job-database.ts';
import { openDatabase, type SqliteDatabase, textOf } from './open-database.ts';
import type { Answer, FromThread, Job, ThreadStart } from './thread-messages.ts';

const slowJobMs = 40;

interface ReadableFile {
  readonly database: SqliteDatabase;
  readonly begin: { run(): unknown };
  readonly commit: { run(): unknown };
}

/** The reader: one job after another, each on one snapshot of its file. */
export class Reader {
  readonly #files = new Map<DatabaseName, ReadableFile>();
  readonly #functions = new Map<string, { file: ReadableFile; run: (input: unknown) => unknown }>();
  readonly #post: (message: FromThread) => void;

  constructor(start: ThreadStart, modules: readonly AnyStoreModule[], post: (message: FromThread) => void) {
    this.#post = post;
    for (const name of ['server', 'communication'] as const) {
      const database = openDatabase({ file: databaseFile(start.folder, name), name, role: 'reader' });
      const file = { database, begin: database.prepare('BEGIN'), commit: database.prepare('COMMIT') };
      this.#files.set(name, file);
      for (const module of modules.filter(({ definition }) => definition.database === name)) {
        const reads = module.openReads(readDatabase(database));
        for (const [key, run] of Object.entries<(input: unknown) => unknown>({ ...reads })) {
          this.#functions.set(`${module.definition.name}.${key}`, { file, run });
        }
      }
    }
  }

  run(jobs: readonly Job[]): void {
    // Answered one by one: a long read does not hold back the answers before it.
    for (const job of jobs) this.#post({ kind: 'answers', answers: [this.#runJob(job)], commit: undefined });
  }

  close(): void {
    for (const { database } of this.#files.values()) database.close();
    this.#files.clear();
  }

  #runJob([id, store, name, input]: Job): Answer {
    const startedMs = performance.now();
    try {
      const { file, run } = must(this.#functions.get(`${store}.${name}`), `store function ${store}.${name}`);
      file.begin.run();
      try {
        return [id, 0, run(input)];
      } finally {
        if (file.database.inTransaction) file.commit.run();
        const ms = performance.now() - startedMs;
        if (ms > slowJobMs) this.#post({ kind: 'slow', name: `${store}.${name}`, ms });
      }
    } catch (error) {
      return [id, 1, textOf(error)];
    }
  }
}
