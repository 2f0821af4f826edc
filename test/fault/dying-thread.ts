/** The storage threads as they are, but one that is asked to verify dies of a bug instead. */
import { parentPort } from 'node:worker_threads';
import { must } from '../../src-shared/base/assert.ts';
import type { ToThread } from '../../src-main/store/thread-messages.ts';

must(parentPort, 'a storage thread runs as a worker thread').on('message', (message: ToThread) => {
  if (message.kind === 'verify') throw new Error('a bug');
});
await import('../../src-main/host/storage-thread.ts');
