import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop kept others waiting, of the last half minute: the 99th percentile in milliseconds. */
export interface EventLoopDelay {
  read(): number;
  close(): void;
}

const resolutionMs = 20;
const windowMs = 30_000;

export function watchEventLoopDelay(): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let last = 0;
  const current = () => {
    const delayMs = histogram.percentile(99) / 1e6 - resolutionMs;
    return Number.isFinite(delayMs) ? Math.max(0, delayMs) : 0;
  };
  const timer = setInterval(() => {
    last = current();
    histogram.reset();
  }, windowMs).unref();
  return {
    read: () => Math.max(last, histogram.count > 50 ? current() : 0),
    close() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
