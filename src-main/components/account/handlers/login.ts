import { login } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { AccountService } from '../account-service.ts';

export function bindLogin(service: AccountService): BoundOperation {
  return bind(login, (input, { origin }) => service.login(input, origin));
}
