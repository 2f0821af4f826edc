import type { Component } from '../../kernel/component.ts';
import { bindHealth } from './handlers/health.ts';
import { bindInfo } from './handlers/info.ts';
import { createPrometheusMetrics, type PrometheusMetrics } from './prometheus-metrics.ts';
import { SystemService, type SystemServiceDependencies } from './system-service.ts';

export { createPrometheusMetrics };
export type { PrometheusMetrics };

/** System: health and what the join page must know. Metrics are made before it, for everybody. */
export function createSystemComponent(dependencies: SystemServiceDependencies): Component {
  const service = new SystemService(dependencies);
  return {
    name: 'system',
    operations: [bindHealth(service), bindInfo(service)],
    start: () => Promise.resolve(),
    drain: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
