import { addMember } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindAddMember(service: RoomService): BoundOperation {
  return bind(addMember, (input, { actor }) => service.addMember(input, actor));
}
