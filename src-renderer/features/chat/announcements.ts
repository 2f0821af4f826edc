import { announceWords } from './words.ts';

/** At most one announcement in this time, so that a busy room does not drown what the reader listens to. */
export const announceEveryMs = 2000;

interface News {
  readonly name: string;
  readonly text: string;
}

/** What waits to be said. One sentence comes out at a time; what came meanwhile is counted in it. */
export class Announcements {
  /** Only the last message is read out, so no other is kept. */
  #last: News = { name: '', text: '' };
  #count = 0;
  #sentence: string | undefined;
  #saidMs = Number.NEGATIVE_INFINITY;

  message(news: News): void {
    this.#count += 1;
    this.#last = news;
  }

  /** The answer to something the person did; the newest stands. */
  say(sentence: string): void {
    this.#sentence = sentence;
  }

  /** Milliseconds until the next sentence may be said; undefined when there is none. */
  waitMs(nowMs: number): number | undefined {
    if (this.#count === 0 && this.#sentence === undefined) return undefined;
    return Math.max(0, this.#saidMs + announceEveryMs - nowMs);
  }

  /** The sentence for now, and nothing is left waiting. */
  take(nowMs: number): string {
    const said = this.#count === 0 ? '' : announceWords(this.#last, this.#count);
    const sentence = [this.#sentence, said].filter(Boolean).join(' ');
    this.#count = 0;
    this.#sentence = undefined;
    this.#saidMs = nowMs;
    return sentence;
  }
}
