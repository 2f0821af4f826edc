/** A command: takes the words after its name, returns the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For what only the person at this computer may see. */
export function whisper(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A bar that redraws itself on a terminal, and a line for each tenth elsewhere. */
export function progressBar(label: string): (done: number, total: number) => void {
  let lastTenth = -1;
  return (done, total) => {
    const share = total === 0 ? 1 : done / total;
    const tenth = Math.floor(share * 10);
    if (process.stderr.isTTY) {
      const filled = Math.round(share * 30);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`;
      process.stderr.write(`\r${label} ${bar} ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`);
      if (done >= total) process.stderr.write('\n');
    } else if (tenth !== lastTenth) {
      lastTenth = tenth;
      whisper(`${label} ${tenth * 10} % (${done} of ${total})`);
    }
  };
}
