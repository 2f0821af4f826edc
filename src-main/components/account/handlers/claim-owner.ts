import { claimOwner } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { AccountService } from '../account-service.ts';

export function bindClaimOwner(service: AccountService): BoundOperation {
  return bind(claimOwner, (input, { origin }) => service.claimOwner(input, origin));
}
