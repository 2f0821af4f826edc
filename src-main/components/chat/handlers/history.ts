import { history } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { HistoryService } from '../history-service.ts';

export function bindHistory(service: HistoryService): BoundOperation {
  return bind(history, (input, { actor }) => service.history(input, actor));
}
