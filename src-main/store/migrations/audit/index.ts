import { sql as base } from './0010-base.ts';

/** Rising by tens; a step is frozen once it was released. */
export const auditMigrations = [{ number: 10, name: 'base', sql: base }] as const;
