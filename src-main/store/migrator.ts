import { existsSync } from 'node:fs';
import { ExitError, exitCodes } from '../kernel/hearth-error.ts';
import type { DatabaseName } from './define-store.ts';
import { auditMigrations } from './migrations/audit/index.ts';
import { communicationMigrations } from './migrations/communication/index.ts';
import { serverMigrations } from './migrations/server/index.ts';
import { applicationId, damageIn, nameOf, type SqliteDatabase } from './open-database.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

export const migrations: Readonly<Record<DatabaseName, readonly Migration[]>> = {
  server: serverMigrations,
  communication: communicationMigrations,
  audit: auditMigrations,
};

/**
 * Brings a file to the newest step, in one transaction. A file from a newer program is refused untouched; before an
 * existing file is changed, a checked copy is put aside, and stays.
 */
export function migrate(database: SqliteDatabase, file: string, steps: readonly Migration[]): void {
  checkRising(steps);
  const newest = steps.at(-1)?.number ?? 0;
  const found = Number(database.pragma('user_version', { simple: true }));
  if (found > newest) {
    throw new ExitError(
      exitCodes.data,
      `${nameOf(file)} was written by a newer Hearth (version ${found} of the file, this program knows ${newest}); it was left as it is. Start the newer program, or put back an older copy.`,
    );
  }
  const missing = steps.filter((step) => step.number > found);
  if (missing.length === 0) return;
  if (found > 0) keepCopy(database, `${file}.before-${newest}`);
  const run = database.transaction(() => {
    for (const step of missing) database.exec(step.sql);
    database.pragma(`application_id = ${applicationId}`);
    database.pragma(`user_version = ${newest}`);
  });
  run.immediate();
}

function checkRising(steps: readonly Migration[]): void {
  steps.forEach((step, index) => {
    if (step.number <= (steps[index - 1]?.number ?? 0)) {
      throw new Error(`migration ${step.number}-${step.name} does not rise`);
    }
  });
}

function keepCopy(database: SqliteDatabase, copy: string): void {
  if (existsSync(copy)) return;
  const damage = damageIn(database);
  if (damage) throw new ExitError(exitCodes.data, `The data is damaged and was left as it is: ${damage}`);
  database.prepare('VACUUM INTO ?').run(copy);
}
