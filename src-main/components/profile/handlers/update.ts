import { update } from '../../../../src-shared/protocol/profile/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ProfileService } from '../profile-service.ts';

export function bindUpdate(service: ProfileService): BoundOperation {
  return bind(update, (input, { actor }) => service.update(input, actor));
}
