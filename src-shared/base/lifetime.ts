/** Something that holds a timer, socket, file, process or listener. `close` may be called twice; both calls wait for the same end. */
export interface Closable {
  close(): void | Promise<void>;
}

/**
 * What an owner must end, ended in reverse order of creation. Own code instead of AsyncDisposableStack, because the
 * shared client also runs in browsers that do not have it.
 */
export class Lifetime implements Closable {
  readonly #closers: Array<() => void | Promise<void>> = [];
  #ending: Promise<void> | undefined;

  /** Takes over `part` and hands it back, so that it can stand in the statement that creates it. */
  own<T extends Closable>(part: T): T {
    this.onClose(() => part.close());
    return part;
  }

  onClose(close: () => void | Promise<void>): void {
    if (this.#ending) throw new Error('this lifetime has already ended');
    this.#closers.push(close);
  }

  /** Ends everything even when one part fails; the first failure is thrown at the end. */
  close(): Promise<void> {
    this.#ending ??= this.#run();
    return this.#ending;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
