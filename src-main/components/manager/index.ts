import type { Timer } from '../../../src-shared/base/clock.ts';
import type { Component } from '../../kernel/component.ts';
import { bindConnections } from './handlers/connections.ts';
import { bindDisconnect } from './handlers/disconnect.ts';
import { bindRename } from './handlers/rename.ts';
import { bindSetOpen } from './handlers/set-open.ts';
import { bindStatus } from './handlers/status.ts';
import {
  type ManagedHost,
  ManagerService,
  type ManagerServiceDependencies,
  sampleMs,
} from './manager-service.ts';

export type { ManagedHost };

/** Manager: what the owner sees and does with the host. */
export function createManagerComponent(dependencies: ManagerServiceDependencies): Component {
  const service = new ManagerService(dependencies);
  let timer: Timer | undefined;
  return {
    name: 'manager',
    operations: [
      bindStatus(service),
      bindConnections(service),
      bindDisconnect(service),
      bindSetOpen(service),
      bindRename(service),
    ],
    start() {
      service.sample();
      timer = dependencies.clock.every(sampleMs, () => service.sample());
      return Promise.resolve();
    },
    drain: () => Promise.resolve(),
    close() {
      timer?.cancel();
      return Promise.resolve();
    },
  };
}
