import { updateRoom } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { RoomService } from '../room-service.ts';

export function bindUpdateRoom(service: RoomService): BoundOperation {
  return bind(updateRoom, (input, { actor }) => service.update(input, actor));
}
