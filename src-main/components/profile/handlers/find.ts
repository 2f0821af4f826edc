import { find } from '../../../../src-shared/protocol/profile/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ProfileService } from '../profile-service.ts';

export function bindFind(service: ProfileService): BoundOperation {
  return bind(find, (input, { actor }) => service.find(input, actor));
}
