import { rename } from '../../../../src-shared/protocol/manager/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ManagerService } from '../manager-service.ts';

export function bindRename(service: ManagerService): BoundOperation {
  return bind(rename, (input, { actor }) => service.rename(input, actor));
}
