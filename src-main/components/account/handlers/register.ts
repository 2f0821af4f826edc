import { register } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { AccountService } from '../account-service.ts';

export function bindRegister(service: AccountService): BoundOperation {
  return bind(register, (input, { origin }) => service.register(input, origin));
}
