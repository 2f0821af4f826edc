import { markRead } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { MessageService } from '../message-service.ts';

export function bindMarkRead(service: MessageService): BoundOperation {
  return bind(markRead, (input, { actor }) => service.markRead(input, actor));
}
