import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Memory that V8 holds for young objects of this thread, used or not, in bytes. */
export function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}

/**
 * Keeps the space for young objects near `bytes`. V8 lets it grow to 128 MiB in a burst and does not give it back to
 * the system for hours, which for thousands of idle members is as much as all they hold. Set while running, because
 * the desktop app cannot hand flags to its own main thread.
 */
export function boundYoungGeneration(bytes: number): { close(): void } {
  let isHeld = false;
  const hold = (wanted: boolean) => {
    if (wanted === isHeld) return;
    isHeld = wanted;
    // By how much the space grows when most of it survived; a full collection shrinks it to its smallest again.
    setFlagsFromString(`--semi-space-growth-factor=${wanted ? 1 : 2}`);
  };
  const observer = new PerformanceObserver(() => hold(youngBytes() >= bytes));
  observer.observe({ entryTypes: ['gc'] });
  return {
    close() {
      observer.disconnect();
      hold(false);
    },
  };
}
