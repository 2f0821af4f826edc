import { ExitError, exitCodes } from '../kernel/hearth-error.ts';

/** better-sqlite3 13 needs Node-API 10; an older Node would crash at the first database instead of saying so. */
const neededNodeApi = 10;

export function checkRuntime(): void {
  const found = Number(process.versions.napi ?? 0);
  if (found >= neededNodeApi) return;
  throw new ExitError(
    exitCodes.failed,
    `This Node (${process.version}, Node-API ${found}) is too old: Node 22.14 or newer is needed. \`npm ci\` brings one along.`,
  );
}
