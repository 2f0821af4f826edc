import { listMembers } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindListMembers(service: RoomService): BoundOperation {
  return bind(listMembers, (input, { actor }) => service.listMembers(input, actor));
}
