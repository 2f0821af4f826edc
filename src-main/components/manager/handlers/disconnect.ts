import { disconnect } from '../../../../src-shared/protocol/manager/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ManagerService } from '../manager-service.ts';

export function bindDisconnect(service: ManagerService): BoundOperation {
  return bind(disconnect, (input, { actor }) => service.disconnect(input, actor));
}
