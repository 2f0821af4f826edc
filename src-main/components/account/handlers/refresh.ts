import { refresh } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { SessionService } from '../session-service.ts';

export function bindRefresh(service: SessionService): BoundOperation {
  return bind(refresh, (input) => service.refresh(input));
}
