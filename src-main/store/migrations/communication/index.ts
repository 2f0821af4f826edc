import { sql as base } from './0010-base.ts';
import { sql as chat } from './0020-chat.ts';

/** Rising by tens; a step is frozen once it was released. */
export const communicationMigrations = [
  { number: 10, name: 'base', sql: base },
  { number: 20, name: 'chat', sql: chat },
] as const;
