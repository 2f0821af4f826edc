import { leaveRoom } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindLeaveRoom(service: RoomService): BoundOperation {
  return bind(leaveRoom, (input, { actor }) => service.leave(input, actor));
}
