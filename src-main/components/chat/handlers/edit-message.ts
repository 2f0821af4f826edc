import { editMessage } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { MessageService } from '../message-service.ts';

export function bindEditMessage(service: MessageService): BoundOperation {
  return bind(editMessage, (input, { actor }) => service.edit(input, actor));
}
