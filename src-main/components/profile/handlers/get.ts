import { get } from '../../../../src-shared/protocol/profile/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ProfileService } from '../profile-service.ts';

export function bindGet(service: ProfileService): BoundOperation {
  return bind(get, (input, { actor }) => service.get(input, actor));
}
