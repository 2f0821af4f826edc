import { changePassword } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { AccountService } from '../account-service.ts';

export function bindChangePassword(service: AccountService): BoundOperation {
  return bind(changePassword, (input, { actor, origin }) => service.changePassword(input, actor, origin));
}
