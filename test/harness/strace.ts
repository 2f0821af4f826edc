import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One kind of failing call: the Nth one (`3`), or each from the Nth on (`3+`). Each thread counts for itself. */
export interface Injection {
  readonly call: 'fsync' | 'pwrite64';
  readonly error: 'EIO' | 'ENOSPC';
  readonly when: string;
  /** Only calls on this file, which must be there when the program starts. */
  readonly file?: string;
}

/** Why calls cannot be made to fail here, or false where they can: no tracer, or none that may trace. */
export function cannotInject(): string | false {
  const words = ['-f', '-qq', '-o', '/dev/null', '-e', 'inject=fsync:error=EIO:when=1', 'true'];
  return spawnSync('strace', words).status === 0 ? false : 'strace cannot trace here';
}

/** The words that run a program under injected faults and write what happened to `trace`. */
export function underInjection(injection: Injection, trace: string): string[] {
  const { call, error, when, file } = injection;
  return [
    'strace',
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-o',
    trace,
    ...(file === undefined ? [] : ['-P', file]),
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:error=${error}:when=${when}`,
  ];
}

export function injectedIn(trace: string): number {
  return readFileSync(trace, 'utf8').split('(INJECTED)').length - 1;
}
