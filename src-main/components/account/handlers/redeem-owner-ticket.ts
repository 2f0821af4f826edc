import { redeemOwnerTicket } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { AccountService } from '../account-service.ts';

export function bindRedeemOwnerTicket(service: AccountService): BoundOperation {
  return bind(redeemOwnerTicket, (input, { origin }) => service.redeemOwnerTicket(input, origin));
}
