import { react } from '../../../../src-shared/protocol/chat/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { MessageService } from '../message-service.ts';

export function bindReact(service: MessageService): BoundOperation {
  return bind(react, (input, { actor }) => service.react(input, actor));
}
