import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** How often it is asked whether the host rests. */
const lookMs = 5000;
/** A host that made no more young objects in the last two looks rests: the heartbeats of 15,000 members stay below. */
const restingBytes = 40 * 1024 * 1024;

/** Memory that V8 holds for young objects of this thread, used or not, in bytes. */
export function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}

/** A switch of V8, thrown only when it has to change. */
function flag(on: string, off: string): (wanted: boolean) => void {
  let isOn = false;
  return (wanted) => {
    if (wanted === isOn) return;
    isOn = wanted;
    setFlagsFromString(wanted ? on : off);
  };
}

/**
 * Keeps the heap no larger than the host needs. V8 lets the space for young objects grow to 128 MiB in a burst of
 * joining, and tidies up after it only in a background tab; for thousands of idle members that is more than all they
 * hold. So the space for young objects is held near `bytes`, and while the host rests V8 is told that memory matters:
 * it then collects in small steps, and gives back what is free. Set while running, because the desktop app cannot hand
 * flags to its own main thread.
 */
export function boundHeapRoom(bytes: number): { close(): void } {
  // By how much the space for young objects grows when most of it survived.
  const holdYoung = flag('--semi-space-growth-factor=1', '--semi-space-growth-factor=2');
  const favourMemory = flag('--optimize-for-size', '--no-optimize-for-size');
  let madeBytes = 0;
  let madeBeforeBytes = 0;

  function collected(entry: PerformanceEntry): void {
    const { detail } = entry as PerformanceEntry & { detail?: { kind: number } };
    const room = youngBytes();
    holdYoung(room >= bytes);
    // One of its two halves was filled before this collection.
    if (detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR) madeBytes += room / 2;
    if (madeBytes > restingBytes) favourMemory(false);
  }

  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) collected(entry);
  });
  observer.observe({ entryTypes: ['gc'] });
  const timer = setInterval(() => {
    favourMemory(madeBytes + madeBeforeBytes <= restingBytes);
    madeBeforeBytes = madeBytes;
    madeBytes = 0;
  }, lookMs).unref();
  return {
    close() {
      clearInterval(timer);
      observer.disconnect();
      holdYoung(false);
      favourMemory(false);
    },
  };
}
