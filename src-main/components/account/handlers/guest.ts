import { guest } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { AccountService } from '../account-service.ts';

export function bindGuest(service: AccountService): BoundOperation {
  return bind(guest, (input, { origin }) => service.guest(input, origin));
}
