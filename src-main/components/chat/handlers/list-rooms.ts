import { listRooms } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { HistoryService } from '../history-service.ts';
import type { RoomService } from '../room-service.ts';

export function bindListRooms(rooms: RoomService, history: HistoryService): BoundOperation {
  return bind(listRooms, async (_input, { actor }) => {
    await history.prepareUnread(actor.accountId);
    return rooms.list(actor);
  });
}
