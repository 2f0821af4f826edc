import { setOpen } from '../../../../src-shared/protocol/manager/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ManagerService } from '../manager-service.ts';

export function bindSetOpen(service: ManagerService): BoundOperation {
  return bind(setOpen, (input, { actor }) => service.setOpen(input, actor));
}
