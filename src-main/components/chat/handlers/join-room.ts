import { joinRoom } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindJoinRoom(service: RoomService): BoundOperation {
  return bind(joinRoom, (input, { actor }) => service.join(input, actor));
}
