import { removeMember } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindRemoveMember(service: RoomService): BoundOperation {
  return bind(removeMember, (input, { actor }) => service.removeMember(input, actor));
}
