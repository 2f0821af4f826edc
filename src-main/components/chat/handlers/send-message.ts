import { sendMessage } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { MessageService } from '../message-service.ts';

export function bindSendMessage(service: MessageService): BoundOperation {
  return bind(sendMessage, (input, { actor }) => service.send(input, actor));
}
