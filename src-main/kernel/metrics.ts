/** Counters and histograms as the parts see them; prom-client stands behind it in system. All calls are cheap. */
export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
  /** `read` is called when somebody looks. */
  gauge(name: string, help: string, read: () => number): void;
}

export interface Counter {
  add(amount: number, ...labelValues: string[]): void;
}

export interface Histogram {
  observe(value: number, ...labelValues: string[]): void;
}

/** Counts nothing; for tests and tools. */
export const noMetrics: Metrics = {
  counter: () => ({ add() {} }),
  histogram: () => ({ observe() {} }),
  gauge() {},
};
