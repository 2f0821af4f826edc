import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Actor } from '../../kernel/actor.ts';
import { can } from '../../kernel/can.ts';
import { HearthError, Refusal, refuse } from '../../kernel/hearth-error.ts';
import type { Counter, Histogram, Metrics } from '../../kernel/metrics.ts';
import type { OperationContext } from '../../kernel/operation.ts';
import type { RateLimiter } from '../ratelimit/rate-limiter.ts';
import { describeBadInput, type OperationTable, type TableEntry } from './operation-table.ts';

export interface Call {
  readonly entry: TableEntry;
  readonly input: unknown;
  readonly context: OperationContext;
}

const internal = refuse('internal', 'Something went wrong on the host. It was noted there.');

/** The one door behind every transport: access, rate, schema, handler, and one place where throws become answers. */
export class Dispatcher {
  readonly #clock: Clock;
  readonly #limiter: RateLimiter | undefined;
  readonly #table: OperationTable;
  readonly #calls: Counter;
  readonly #seconds: Histogram;

  /** `limiter` undefined: rates are not limited. */
  constructor(options: {
    clock: Clock;
    metrics: Metrics;
    limiter: RateLimiter | undefined;
    table: OperationTable;
  }) {
    this.#clock = options.clock;
    this.#limiter = options.limiter;
    this.#table = options.table;
    this.#calls = options.metrics.counter('hearth_operations', 'Operations by name and outcome', [
      'operation',
      'outcome',
    ]);
    this.#seconds = options.metrics.histogram(
      'hearth_operation_seconds',
      'Time from frame to answer',
      [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      ['operation'],
    );
  }

  find(name: string): TableEntry | undefined {
    return this.#table.get(name);
  }

  get entries(): Iterable<TableEntry> {
    return this.#table.values();
  }

  /**
   * Runs one call. The handler starts before this returns, so calls start in the order given; `answer` is called once,
   * at once where the handler did not wait.
   */
  run(call: Call, answer: (outcome: unknown) => void): void {
    const { entry, context } = call;
    const { name } = entry.definition;
    const startedMs = this.#clock.monotonic();
    const done = (outcome: unknown) => {
      answer(outcome);
      this.#calls.add(1, name, outcome instanceof Refusal ? outcome.kind : 'ok');
      this.#seconds.observe((this.#clock.monotonic() - startedMs) / 1000, name);
    };
    const refusal = this.#check(entry, call.input, context.actor, context.origin.address);
    if (refusal) {
      done(refusal);
      return;
    }
    try {
      const outcome = entry.handle(call.input, context);
      if (!(outcome instanceof Promise)) {
        done(outcome);
        return;
      }
      // Also an answer that cannot be encoded ends here, as a fault of the host's.
      outcome.then(done).catch((error: unknown) => done(toRefusal(error, context.log, name)));
    } catch (error) {
      done(toRefusal(error, context.log, name));
    }
  }

  #check(entry: TableEntry, input: unknown, actor: Actor, address: string): Refusal | undefined {
    const { access, rate } = entry.definition;
    if (!can(actor, { action: 'operation.call', access })) {
      return actor.kind === 'anonymous'
        ? refuse('unauthenticated', 'Sign in first.')
        : refuse('forbidden', 'Only the owner of this host may do that.');
    }
    const waitMs = this.#limiter?.take(actor, address, rate) ?? 0;
    if (waitMs > 0) {
      return refuse('rate_limited', `That was too fast. Wait ${Math.ceil(waitMs / 1000)} s.`, waitMs);
    }
    return entry.input.Check(input) ? undefined : refuse('bad_request', describeBadInput(entry, input));
  }
}

/** Throws become answers here and nowhere else; what is the host's own fault is logged once and told to nobody. */
export function toRefusal(error: unknown, log: Log, operation: string): Refusal {
  if (error instanceof HearthError && error.kind !== 'internal') {
    if (error.level === 'error') log.error('an operation failed', error, { operation });
    return refuse(error.kind, error.message);
  }
  log.error('an operation failed', error, { operation });
  return internal;
}
