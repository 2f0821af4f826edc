import { createRoom } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindCreateRoom(service: RoomService): BoundOperation {
  return bind(createRoom, (input, { actor }) => service.create(input, actor));
}
