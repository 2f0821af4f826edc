import { deleteMessage } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { MessageService } from '../message-service.ts';

export function bindDeleteMessage(service: MessageService): BoundOperation {
  return bind(deleteMessage, (input, { actor }) => service.delete(input, actor));
}
