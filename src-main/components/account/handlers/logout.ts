import { logout } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { SessionService } from '../session-service.ts';

export function bindLogout(service: SessionService): BoundOperation {
  return bind(logout, (input, { actor }) => service.logout(input, actor));
}
