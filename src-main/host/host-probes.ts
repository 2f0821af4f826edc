import type { HealthState } from '../../src-shared/protocol/system/operations.ts';
import type { HealthProbe } from '../kernel/health.ts';
import type { Connections } from '../kernel/ports.ts';
import type { EventLoopDelay } from '../platform/event-loop-delay.ts';
import type { Storage } from '../store/storage.ts';

const megabyte = 1024 * 1024;
/** The owner is warned below this much free space, long before anything stops. */
const lowSpaceBytes = 500 * megabyte;
/** The event loop keeps others waiting noticeably above this. */
const slowLoopMs = 100;

/** What the host panel’s health light looks at. */
export function hostProbes(parts: {
  storage: Storage;
  delay: EventLoopDelay;
  gateway: { readonly connections: Connections };
}): readonly HealthProbe[] {
  const { storage, delay, gateway } = parts;
  return [
    () => ({
      name: 'Storage',
      state: storageHealth(storage),
      fact: `${storage.figures().commits} commits`,
      reason: storage.reason ?? storage.warnings[0],
    }),
    () => {
      const { freeBytes } = storage.figures();
      const isLow = freeBytes < lowSpaceBytes;
      const free = `${Math.round(freeBytes / megabyte)} MB free`;
      return {
        name: 'Disk',
        state: isLow ? 'degraded' : 'healthy',
        fact: free,
        reason: isLow ? `The disk is filling up: ${free}.` : undefined,
      };
    },
    () => {
      const delayMs = delay.read();
      const isSlow = delayMs > slowLoopMs;
      const fact = `within ${delayMs.toFixed(1)} ms`;
      return {
        name: 'Answer time',
        state: isSlow ? 'degraded' : 'healthy',
        fact,
        reason: isSlow ? 'The host is slow at the moment.' : undefined,
      };
    },
    () => ({
      name: 'Connections',
      state: 'healthy',
      fact: `${gateway.connections.count} open`,
      reason: undefined,
    }),
  ];
}

function storageHealth(storage: Storage): HealthState {
  if (storage.state === 'read_only') return 'read_only';
  if (storage.state === 'failed') return 'offline';
  return storage.warnings.length > 0 ? 'degraded' : 'healthy';
}
