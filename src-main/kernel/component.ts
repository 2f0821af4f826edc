import type { BoundOperation } from './operation.ts';

/** What every component hands to the composition root; started in order of section 5, closed in reverse. */
export interface Component {
  readonly name: string;
  readonly operations: readonly BoundOperation[];
  /** Fills memory from the store. Serving begins when every component has started. */
  start(): Promise<void>;
  /** Stops beginning new work and waits for what was begun. */
  drain(): Promise<void>;
  close(): Promise<void>;
}
