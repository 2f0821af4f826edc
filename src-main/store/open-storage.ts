import { statSync, statfsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../src-shared/base/log.ts';
import { ExitError, HearthError } from '../kernel/hearth-error.ts';
import { databaseFile } from './data-folder.ts';
import type { AsyncStore, DatabaseName, StoreDefinition } from './define-store.ts';
import type { Storage, StorageFigures, StorageState } from './storage.ts';
import type { CommitFigures, FromThread, Job, ThreadStart, ToThread } from './thread-messages.ts';

export interface OpenStorageOptions {
  readonly folder: string;
  /** The threads' entry, `.ts` in a source tree and `.js` in a bundle. */
  readonly threadUrl: URL;
  readonly log: Log;
  readonly ballastBytes: number;
  readonly minimumFreeBytes: number;
  readonly onCommit: (commit: CommitFigures) => void;
}

/** Room for young objects in each thread: jobs and answers live for one commit. */
const youngMegabytes = 12;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the storage threads on a locked data folder. Throws ExitError with one sentence when a file is not right. */
export async function openStorage(options: OpenStorageOptions): Promise<Storage> {
  const engine = new StorageEngine(options);
  await engine.start();
  return engine;
}

class StorageEngine implements Storage {
  readonly #options: OpenStorageOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((state: StorageState, reason: string | undefined) => void)[] = [];
  #writer: StorageThread | undefined;
  #reader: StorageThread | undefined;
  #state: StorageState = 'writable';
  #reason: string | undefined;
  readonly #warnings: string[] = [];
  #nextId = 1;
  #commits = 0;
  #jobs = 0;
  #closing: Promise<void> | undefined;

  constructor(options: OpenStorageOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const take = (message: FromThread) => this.#take(message);
    const fail = (error: Error) => this.#threadDied(error);
    // The writer first: it makes and migrates the files that the reader opens.
    this.#writer = await StorageThread.start(this.#options, 'writer', { take, fail });
    try {
      this.#reader = await StorageThread.start(this.#options, 'reader', { take, fail });
    } catch (error) {
      await this.#writer.close();
      throw error;
    }
  }

  get state(): StorageState {
    return this.#state;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  onStateChange(listen: (state: StorageState, reason: string | undefined) => void): void {
    this.#listeners.push(listen);
  }

  open<Writes, Reads>(definition: StoreDefinition<Writes, Reads>): AsyncStore<Writes> & AsyncStore<Reads> {
    const port: Record<string, (input: unknown) => Promise<unknown>> = {};
    for (const name of definition.writes) {
      port[name] = (input) => this.#ask(this.#writer, (id) => [id, definition.name, name, input]);
    }
    for (const name of definition.reads) {
      port[name] = (input) => this.#ask(this.#reader, (id) => [id, definition.name, name, input]);
    }
    // The names of a definition are exactly the keys of its functions, which its types state.
    return port as AsyncStore<Writes> & AsyncStore<Reads>;
  }

  backup(database: DatabaseName, file: string): Promise<void> {
    return this.#command((id) => ({ kind: 'backup', id, database, file })).then(() => undefined);
  }

  verify(): Promise<readonly string[]> {
    return this.#command((id) => ({ kind: 'verify', id })) as Promise<readonly string[]>;
  }

  figures(): StorageFigures {
    const { folder } = this.#options;
    const { bavail, bsize } = statfsSync(folder);
    // What was written lately lies in the write-ahead log until it is moved.
    const sizeOf = (name: DatabaseName) =>
      ['', '-wal'].reduce(
        (sum, ending) =>
          sum + (statSync(`${databaseFile(folder, name)}${ending}`, { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
    return {
      commits: this.#commits,
      jobs: this.#jobs,
      jobsWaiting: this.#waiting.size,
      databaseBytes: {
        server: sizeOf('server'),
        communication: sizeOf('communication'),
        audit: sizeOf('audit'),
      },
      freeBytes: bavail * bsize,
    };
  }

  async settle(): Promise<void> {
    while (this.#waiting.size > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#reader?.close();
      await this.#writer?.close();
      this.#rejectAll('The host is closing.');
    })();
    return this.#closing;
  }

  #ask(thread: StorageThread | undefined, job: (id: number) => Job): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      const why = this.#closing ? 'The host is closing.' : 'Storage stopped working. Restart the host.';
      if (!thread || thread.ended || this.#closing) {
        reject(new HearthError('unavailable', why, { level: 'info' }));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      thread.run(job(id));
    });
  }

  #command(message: (id: number) => ToThread): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      if (!this.#writer || this.#writer.ended) {
        reject(
          new HearthError('unavailable', 'Storage stopped working. Restart the host.', { level: 'info' }),
        );
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#writer.post(message(id));
    });
  }

  #take(message: FromThread): void {
    switch (message.kind) {
      case 'answers':
        if (message.commit) {
          this.#commits += 1;
          this.#jobs += message.commit.jobs;
          this.#options.onCommit(message.commit);
        }
        for (const [id, status, value] of message.answers) {
          const waiting = this.#waiting.get(id);
          this.#waiting.delete(id);
          if (status === 0) waiting?.resolve(value);
          else if (status === 2)
            waiting?.reject(new HearthError('read_only', String(value), { level: 'info' }));
          else waiting?.reject(new HearthError('internal', `storage: ${String(value)}`));
        }
        break;
      case 'state':
        this.#setState(message.state, message.reason);
        break;
      case 'slow':
        this.#options.log.warn('slow storage', { name: message.name, ms: Math.round(message.ms) });
        break;
      case 'notice':
        this.#options.log.warn(message.message);
        break;
      case 'warning':
        this.#warnings.push(message.message);
        this.#options.log.warn(message.message);
        break;
      case 'ready':
      case 'refused':
      case 'closed':
        break;
    }
  }

  #setState(state: StorageState, reason: string | undefined): void {
    this.#state = state;
    this.#reason = reason;
    this.#options.log.warn('storage changed its state', { state, reason });
    for (const listen of this.#listeners) listen(state, reason);
  }

  #threadDied(error: Error): void {
    this.#options.log.error('a storage thread ended', error);
    this.#setState('failed', 'Storage stopped working. Restart the host.');
    this.#rejectAll('Storage stopped working.');
  }

  #rejectAll(message: string): void {
    for (const { reject } of this.#waiting.values())
      reject(new HearthError('unavailable', message, { level: 'info' }));
    this.#waiting.clear();
  }
}

/** One worker thread: gathers the jobs of a turn into one message. */
class StorageThread {
  readonly #worker: Worker;
  #batch: Job[] = [];
  #scheduled = false;
  #closed = false;
  /** The thread is gone: whatever is handed to it is never answered. */
  ended = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async start(
    options: OpenStorageOptions,
    role: ThreadStart['role'],
    events: { take: (message: FromThread) => void; fail: (error: Error) => void },
  ): Promise<StorageThread> {
    const start: ThreadStart = {
      role,
      folder: options.folder,
      ballastBytes: options.ballastBytes,
      minimumFreeBytes: options.minimumFreeBytes,
    };
    const worker = new Worker(options.threadUrl, {
      workerData: start,
      name: `storage-${role}`,
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    });
    const thread = new StorageThread(worker);
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'refused') reject(new ExitError(message.exitCode, message.message));
        else events.take(message);
      });
      worker.on('error', (error: Error) => {
        thread.ended = true;
        reject(error);
        if (!thread.#closed) events.fail(error);
      });
      worker.on('exit', () => {
        thread.ended = true;
      });
    });
    return thread;
  }

  run(job: Job): void {
    this.#batch.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  post(message: ToThread): void {
    this.#flush();
    this.#worker.postMessage(message);
  }

  async close(): Promise<void> {
    if (this.#closed || this.ended) return;
    this.#closed = true;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.post({ kind: 'close' });
    await ended;
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#batch.length === 0) return;
    const jobs = this.#batch;
    this.#batch = [];
    this.#worker.postMessage({ kind: 'jobs', jobs } satisfies ToThread);
  }
}
