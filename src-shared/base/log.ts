/** Values beside a log line. Never message text, tokens, invites or keys: a stranger may read the log. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | undefined | null | readonly string[]>
>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` is reduced to its name, message and stack. */
  error(message: string, error: unknown, fields?: LogFields): void;
  /** A log whose every line carries `fields` too (component, session, operation). */
  with(fields: LogFields): Log;
}

/** Discards every line. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  with: () => silentLog,
};
