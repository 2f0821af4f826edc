import { sync } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { HistoryService } from '../history-service.ts';

export function bindSync(service: HistoryService): BoundOperation {
  return bind(sync, (input, { actor }) => service.sync(input, actor));
}
