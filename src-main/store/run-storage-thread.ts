import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { must } from '../../src-shared/base/assert.ts';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import type { AnyStoreModule } from './define-store.ts';
import { textOf } from './open-database.ts';
import { Reader } from './reader.ts';
import type { FromThread, Job, ThreadStart, ToThread } from './thread-messages.ts';
import { Writer } from './writer.ts';

/** Jobs of one group commit at the most; more form the next one, so that nobody waits for a whole import. */
const groupJobs = 2000;

/** The body of both storage threads: gathers jobs while a commit runs and hands them on as the next group. */
export function runStorageThread(modules: readonly AnyStoreModule[]): void {
  const port = must(parentPort, 'a storage thread runs as a worker thread');
  const start = workerData as ThreadStart;
  const post = (message: FromThread) => port.postMessage(message);
  let engine: Writer | Reader;
  try {
    engine = start.role === 'writer' ? new Writer(start, modules, post) : new Reader(start, modules, post);
  } catch (error) {
    const isOurs = error instanceof ExitError && error.exitCode !== exitCodes.done;
    const exitCode = isOurs ? error.exitCode : exitCodes.failed;
    const message = isOurs
      ? error.message
      : `The disk refused while the data was being opened: ${textOf(error)}.`;
    post({ kind: 'refused', exitCode, message });
    port.close();
    return;
  }
  const waiting: Job[] = [];
  let scheduled = false;

  function work(): void {
    scheduled = false;
    for (let message = receiveMessageOnPort(port); message; message = receiveMessageOnPort(port)) {
      take(message.message as ToThread);
    }
    if (waiting.length > 0) engine.run(waiting.splice(0, groupJobs));
    if (waiting.length > 0) schedule();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(work);
  }

  function take(message: ToThread): void {
    switch (message.kind) {
      case 'jobs':
        for (const job of message.jobs) waiting.push(job);
        schedule();
        break;
      case 'backup':
        void answerLater(message.id, (engine as Writer).backup(message.database, message.file));
        break;
      case 'verify':
        void answerLater(message.id, verify(engine as Writer));
        break;
      case 'close':
        while (waiting.length > 0) engine.run(waiting.splice(0, groupJobs));
        engine.close();
        post({ kind: 'closed' });
        port.close();
        break;
    }
  }

  // A file that cannot be read at all is an answer too, and not the end of the thread.
  async function verify(writer: Writer): Promise<string[]> {
    return Promise.resolve(writer.verify());
  }

  async function answerLater(id: number, work: Promise<unknown>): Promise<void> {
    try {
      post({ kind: 'answers', answers: [[id, 0, await work]], commit: undefined });
    } catch (error) {
      post({ kind: 'answers', answers: [[id, 1, textOf(error)]], commit: undefined });
    }
  }

  port.on('message', take);
  post({ kind: 'ready' });
}
