import { typing } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { MessageService } from '../message-service.ts';

export function bindTyping(service: MessageService): BoundOperation {
  return bind(typing, (input, { actor }) => service.typing(input, actor));
}
