import type { Clock } from '../../src-shared/base/clock.ts';
import type { AccountActor, Actor } from '../kernel/actor.ts';
import { type Refusal, refuse } from '../kernel/hearth-error.ts';
import type { Connections } from '../kernel/ports.ts';

const stopped = refuse('unavailable', 'The owner has stopped this host for now.');

/** Whether the host takes guests. While stopped, only the owner is served; a restart opens it again. */
export interface OpenState {
  readonly isOpen: boolean;
  readonly sinceMs: number;
  set(open: boolean): void;
  mayServe(actor: Actor): Refusal | undefined;
}

export function createOpenState(options: {
  clock: Clock;
  connections: Connections;
  isOwner: (actor: AccountActor) => boolean;
}): OpenState {
  let isOpen = true;
  let sinceMs = options.clock.now();
  return {
    get isOpen() {
      return isOpen;
    },
    get sinceMs() {
      return sinceMs;
    },
    set(open) {
      if (open === isOpen) return;
      isOpen = open;
      sinceMs = options.clock.now();
      if (!open) options.connections.closeUnless((view) => options.isOwner(view.actor), 'hostClosing');
    },
    // Nobody yet may still ask what the host is and sign in, or the owner could not come back.
    mayServe: (actor) =>
      isOpen || actor.kind === 'anonymous' || options.isOwner(actor) ? undefined : stopped,
  };
}
