import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { destination, type Logger, pino } from 'pino';
import type { Log, LogFields } from '../../src-shared/base/log.ts';

/** Five files of ten megabytes: the log never takes more than 50 MB (PROMISES P32). */
const fileBytes = 10 * 1024 * 1024;
const filesKept = 5;
const sizeCheckLines = 200;

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Folder of the log files; undefined writes to standard error. */
  readonly folder: string | undefined;
}

export interface ClosableLog extends Log {
  close(): void;
}

/** Structured lines, one JSON object each, never a message’s text, a token or a key. */
export function createLog(options: LogOptions): ClosableLog {
  if (options.folder === undefined) return standardErrorLog(options.level);
  try {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  } catch {
    // Whoever opens the data folder says in words what is wrong with it; until then lines go to standard error.
    return standardErrorLog(options.level);
  }
  const file = path.join(options.folder, 'hearth.log');
  const sink = destination({ dest: file, sync: false, mkdir: true, mode: 0o600 });
  const logger = pino({ level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, sink);
  let lines = 0;

  function beforeLine(): void {
    lines += 1;
    if (lines % sizeCheckLines !== 0 || statSync(file, { throwIfNoEntry: false })?.size === undefined) return;
    if (statSync(file).size < fileBytes) return;
    rotate(file);
    sink.reopen();
  }

  const log = wrap(logger, beforeLine);
  return {
    ...log,
    close() {
      try {
        sink.flushSync();
      } catch {
        // The file was not open yet, so there is nothing to write out.
        sink.destroy();
      }
    },
  };
}

function standardErrorLog(level: LogOptions['level']): ClosableLog {
  const sink = destination({ dest: 2, sync: true });
  return { ...wrap(pino({ level, base: null }, sink), () => undefined), close: () => undefined };
}

function rotate(file: string): void {
  rmSync(`${file}.${filesKept - 1}`, { force: true });
  for (let number = filesKept - 2; number >= 0; number -= 1) {
    const from = number === 0 ? file : `${file}.${number}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${number + 1}`);
  }
}

function wrap(logger: Logger, beforeLine: () => void): Log {
  const line = (level: 'debug' | 'info' | 'warn') => (message: string, fields?: LogFields) => {
    beforeLine();
    logger[level](fields ?? {}, message);
  };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error(message, error, fields) {
      beforeLine();
      logger.error({ ...fields, error: describe(error) }, message);
    },
    with: (fields) => wrap(logger.child({ ...fields }), beforeLine),
  };
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: typeof error };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}
