import { status } from '../../../../src-shared/protocol/manager/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ManagerService } from '../manager-service.ts';

export function bindStatus(service: ManagerService): BoundOperation {
  return bind(status, () => service.status());
}
