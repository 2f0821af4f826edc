import { keys } from '../../../../src-shared/protocol/account/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { IdentityService } from '../identity-service.ts';

export function bindKeys(service: IdentityService): BoundOperation {
  return bind(keys, () => service.keys());
}
