import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../src-shared/base/log.ts';
import { chatStoreDefinition } from '../../src-main/components/chat/chat-store.ts';
import { openStorage } from '../../src-main/store/open-storage.ts';

test('P26 a storage thread that died answers everything at once, in words, and does not hold up the end', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-dead-'));
  const storage = await openStorage({
    folder,
    threadUrl: new URL('./dying-thread.ts', import.meta.url),
    log: silentLog,
    ballastBytes: 0,
    minimumFreeBytes: 0,
    onCommit: () => undefined,
  });
  const store = storage.open(chatStoreDefinition);
  const states: string[] = [];
  storage.onStateChange((state) => states.push(state));
  await assert.rejects(storage.verify(), /Storage stopped working/);
  assert.deepEqual(states, ['failed']);
  await assert.rejects(storage.verify(), /Storage stopped working/);
  await assert.rejects(
    store.markRead({ accountId: 'a' as never, roomId: 'r' as never, seq: 1, back: false }),
    /Storage stopped working/,
  );
  await storage.settle();
  await storage.close();
  rmSync(folder, { recursive: true });
});
