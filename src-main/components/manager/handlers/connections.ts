import { connections } from '../../../../src-shared/protocol/manager/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ManagerService } from '../manager-service.ts';

export function bindConnections(service: ManagerService): BoundOperation {
  return bind(connections, (input) => service.connections(input));
}
