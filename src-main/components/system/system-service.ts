import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Health, HealthState, HostInfo } from '../../../src-shared/protocol/system/operations.ts';
import type { HealthProbe } from '../../kernel/health.ts';

/** From well to ill; the worst part speaks for the host. */
const order: readonly HealthState[] = ['healthy', 'degraded', 'read_only', 'offline'];

export interface SystemServiceDependencies {
  readonly clock: Clock;
  readonly probes: readonly HealthProbe[];
  readonly hostInfo: () => HostInfo;
}

/** How the host is doing, and what a stranger may know of it. */
export class SystemService {
  readonly #d: SystemServiceDependencies;
  readonly #startedMs: number;

  constructor(dependencies: SystemServiceDependencies) {
    this.#d = dependencies;
    this.#startedMs = dependencies.clock.monotonic();
  }

  health(): Health {
    const parts = this.#d.probes.map((probe) => probe());
    const worst = parts.reduce((state, part) => Math.max(state, order.indexOf(part.state)), 0);
    return {
      state: order[worst] ?? 'offline',
      reasons: parts.flatMap((part) => part.reason ?? []),
      uptimeSeconds: Math.round((this.#d.clock.monotonic() - this.#startedMs) / 1000),
      parts: parts.map(({ name, state, fact }) => ({ name, state, ...(fact === undefined ? {} : { fact }) })),
    };
  }

  info(): HostInfo {
    return this.#d.hostInfo();
  }
}
