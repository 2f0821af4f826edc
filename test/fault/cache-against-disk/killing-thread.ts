/**
 * The storage thread as it is, but for one thing: after the commit whose number HEARTH_KILL_AT_COMMIT states, and
 * before its answers leave for the caches, the whole process is killed.
 */
import { parentPort } from 'node:worker_threads';
import { must } from '../../../src-shared/base/assert.ts';
import type { FromThread } from '../../../src-main/store/thread-messages.ts';

const port = must(parentPort, 'a storage thread runs as a worker thread');
const post = port.postMessage.bind(port);
let commitsLeft = Number(process.env.HEARTH_KILL_AT_COMMIT);
port.postMessage = (message: FromThread) => {
  if (message.kind === 'answers' && message.commit) {
    commitsLeft -= 1;
    if (commitsLeft === 0) process.kill(process.pid, 'SIGKILL');
  }
  post(message);
};
await import('../../../src-main/host/storage-thread.ts');
