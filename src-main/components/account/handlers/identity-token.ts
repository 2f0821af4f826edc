import { identityToken } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { IdentityService } from '../identity-service.ts';

export function bindIdentityToken(service: IdentityService): BoundOperation {
  return bind(identityToken, (input, { actor }) => service.token(input, actor));
}
