import { sql as base } from './0010-base.ts';
import { sql as accounts } from './0020-accounts.ts';
import { sql as workspaces } from './0030-workspaces.ts';
import { sql as sessionScope } from './0040-session-scope.ts';

/** Rising by tens; a step is frozen once it was released. */
export const serverMigrations = [
  { number: 10, name: 'base', sql: base },
  { number: 20, name: 'accounts', sql: accounts },
  { number: 30, name: 'workspaces', sql: workspaces },
  { number: 40, name: 'session-scope', sql: sessionScope },
] as const;
