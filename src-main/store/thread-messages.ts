import type { AuditEntry } from '../kernel/ports.ts';
import type { ChainHead } from './audit-chain.ts';
import type { DatabaseName } from './define-store.ts';

/** What a storage thread is started with. */
export interface ThreadStart {
  readonly role: 'writer' | 'reader';
  readonly folder: string;
  readonly ballastBytes: number;
  /** Below this many free bytes nothing is written any more. */
  readonly minimumFreeBytes: number;
}

/** Jobs of one turn: `[id, store name, function name, input]` each, in order. */
export type Job = readonly [id: number, store: string, name: string, input: unknown];

/** Answers of one commit, in the order of their jobs. */
export type Answer = readonly [id: number, status: AnswerStatus, value: unknown];

/** 0: the value. 1: the function threw; the value is its message. 2: not written, because storage is read-only; the value says why. */
export type AnswerStatus = 0 | 1 | 2;

export type ToThread =
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
  | { readonly kind: 'backup'; readonly id: number; readonly database: DatabaseName; readonly file: string }
  | { readonly kind: 'verify'; readonly id: number }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly exitCode: 1 | 2 | 3 | 4; readonly message: string }
  | {
      readonly kind: 'answers';
      readonly answers: readonly Answer[];
      readonly commit: CommitFigures | undefined;
    }
  | {
      readonly kind: 'state';
      readonly state: 'writable' | 'read_only' | 'failed';
      readonly reason: string | undefined;
    }
  | { readonly kind: 'slow'; readonly name: string; readonly ms: number }
  /** For the log. */
  | { readonly kind: 'notice'; readonly message: string }
  /** For the log and for the owner, until the host ends. */
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'closed' };

/** One group commit, for metrics. */
export interface CommitFigures {
  readonly jobs: number;
  readonly ms: number;
}

export interface OutboxRow {
  readonly outbox_id: number;
  readonly payload: string;
}

export type { AuditEntry, ChainHead };
