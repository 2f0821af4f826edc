import { hash, verify } from '@node-rs/argon2';
import { HearthError } from '../../kernel/hearth-error.ts';

/** argon2id (the library’s own choice), 19 MiB, two passes: OWASP’s first choice for its memory. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at once: each takes 19 MiB and a core (PROMISES S12). */
const atOnce = 2;
/** Callers that may wait; more are turned away at once. */
const mayWait = 64;

/** Hashes and checks passwords, two at a time. */
export class PasswordHasher {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #unknownUserHash: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, parameters));
  }

  verify(storedHash: string, password: string): Promise<boolean> {
    return this.#inTurn(() => verify(storedHash, password));
  }

  /** Costs what a real check costs, so that an unknown name takes no less time than a wrong password. */
  async verifyNobody(password: string): Promise<false> {
    this.#unknownUserHash ??= this.hash('nobody has this password');
    await this.verify(await this.#unknownUserHash, password);
    return false;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= mayWait) {
        throw new HearthError('overloaded', 'Too many people sign in at once. Try again in a moment.', {
          level: 'info',
        });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
