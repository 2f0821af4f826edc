import { listSessions } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { SessionService } from '../session-service.ts';

export function bindListSessions(service: SessionService): BoundOperation {
  return bind(listSessions, (_input, { actor }) => service.list(actor));
}
