import { setPresence } from '../../../../src-shared/protocol/profile/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { ProfileService } from '../profile-service.ts';

export function bindSetPresence(service: ProfileService): BoundOperation {
  return bind(setPresence, (input, context) => service.setPresence(input, context));
}
