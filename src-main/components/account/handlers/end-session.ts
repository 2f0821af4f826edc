import { endSession } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { SessionService } from '../session-service.ts';

export function bindEndSession(service: SessionService): BoundOperation {
  return bind(endSession, (input, { actor }) => service.endOne(input, actor));
}
