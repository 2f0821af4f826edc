import type { HealthState } from '../../src-shared/protocol/system/operations.ts';

/** One part's word on itself, in plain words. */
export interface PartHealth {
  readonly name: string;
  readonly state: HealthState;
  /** A number before an adjective: "answer time 12 ms". */
  readonly fact: string | undefined;
  /** What a person should know when the state is not healthy. */
  readonly reason: string | undefined;
}

/** Asked at each look at the host's health; must answer at once from memory. */
export type HealthProbe = () => PartHealth;
