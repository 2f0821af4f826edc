import { health } from '../../../../src-shared/protocol/system/operations.ts';
import { type BoundOperation, bind } from '../../../kernel/operation.ts';
import type { SystemService } from '../system-service.ts';

export function bindHealth(service: SystemService): BoundOperation {
  return bind(health, () => service.health());
}
