import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ThreadStart } from './thread-messages.ts';

/**
 * A file that only takes up room: when the disk is full it is given back, so that SQLite can checkpoint and the owner
 * can delete and compact (PROMISES F5).
 */
export interface Ballast {
  /** Makes it whole again; false while the disk has no room for it and the free space that must stay. */
  prepare(): boolean;
  release(): void;
  isSpaceLow(): boolean;
}

const chunk = Buffer.alloc(1024 * 1024);

export function openBallast(
  start: Pick<ThreadStart, 'folder' | 'ballastBytes' | 'minimumFreeBytes'>,
): Ballast {
  const file = path.join(start.folder, 'ballast');
  const sizeNow = () => (existsSync(file) ? statSync(file).size : 0);

  function freeBytes(): number {
    const { bavail, bsize } = statfsSync(start.folder);
    return bavail * bsize;
  }

  function fill(): void {
    const handle = openSync(file, 'w', 0o600);
    try {
      for (let left = start.ballastBytes; left > 0; left -= chunk.length) {
        writeSync(handle, chunk, 0, Math.min(left, chunk.length));
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }

  return {
    prepare() {
      const missing = start.ballastBytes - sizeNow();
      if (freeBytes() - Math.max(0, missing) < start.minimumFreeBytes) return false;
      if (missing === 0) return true;
      try {
        fill();
        return true;
      } catch {
        // Another program took the room meanwhile; what was written of the ballast goes back at once.
        rmSync(file, { force: true });
        return false;
      }
    },
    release: () => rmSync(file, { force: true }),
    isSpaceLow: () => freeBytes() < start.minimumFreeBytes,
  };
}
