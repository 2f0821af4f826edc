/** How the test sees and moves the double: questions and answers over the child process’s channel. */
type Answer = (...args: readonly unknown[]) => unknown;

const entries: { readonly what: string; readonly value: unknown }[] = [];

/** Kept in order, for the test to look at. */
export function record(what: string, value: unknown): void {
  entries.push({ what, value });
}

export function recorded(): readonly { readonly what: string; readonly value: unknown }[] {
  return entries;
}

interface Question {
  readonly id: number;
  readonly ask: string;
  readonly args: readonly unknown[];
}

export function control(answers: Readonly<Record<string, Answer>>): void {
  if (!process.send) return;
  process.on('message', (question: Question) => {
    void answer(question).then((reply) => process.send?.(reply));
  });
  // The channel alone must not keep the app alive.
  process.channel?.unref();

  async function answer({ id, ask, args }: Question) {
    try {
      const wanted = answers[ask];
      if (!wanted) throw new Error(`the double has no answer to ${ask}`);
      return { id, value: await wanted(...args) };
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) };
    }
  }
}
