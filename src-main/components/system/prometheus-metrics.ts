import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../../kernel/metrics.ts';

export interface PrometheusMetrics extends Metrics {
  /** The exposition text of all figures. */
  text(): Promise<string>;
}

/** Figures in a registry of their own, so that several hosts can live in one test process. */
export function createPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hearth_' });
  return {
    counter(name, help, labels = []) {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] });
      return { add: (amount, ...values) => counter.labels(...values).inc(amount) };
    },
    histogram(name, help, buckets, labels = []) {
      const histogram = new Histogram({
        name,
        help,
        buckets: [...buckets],
        labelNames: [...labels],
        registers: [registry],
      });
      const known = new Map<string, { observe(value: number): void }>();
      return {
        observe(value, ...values) {
          const key = values.join(' ');
          let child = known.get(key);
          if (!child) {
            child = histogram.labels(...values);
            known.set(key, child);
          }
          child.observe(value);
        },
      };
    },
    gauge(name, help, read) {
      const gauge = new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          gauge.set(read());
        },
      });
    },
    text: () => registry.metrics(),
  };
}
