import type { Message } from '../../../src-shared/protocol/chat/entities.ts';

/** What was typed and not sent in one room. */
export interface Draft {
  readonly text: string;
  readonly replyTo: number | undefined;
}

/** What the text in the composer is about. */
export type About =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly seq: number }
  | { readonly kind: 'edit'; readonly message: Message };

export interface WritingState {
  readonly text: string;
  readonly about: About;
}

/**
 * What one writes in a room. An edit borrows the field: the unsent draft, with what it answers, waits beside it and
 * comes back when the edit ends, however it ends.
 */
export class Writing {
  #state: WritingState;
  #waiting: Draft | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(draft: Draft) {
    this.#state = stateOf(draft);
  }

  get state(): WritingState {
    return this.#state;
  }

  /** What must survive a reload. The text of an edit is none of it: the message itself still stands. */
  get draft(): Draft {
    const { text, about } = this.#state;
    if (this.#waiting) return this.#waiting;
    return { text, replyTo: about.kind === 'reply' ? about.seq : undefined };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  type(text: string): void {
    this.#set({ ...this.#state, text });
  }

  /** An answer to a message; what is typed already stays, and becomes the answer. */
  reply(seq: number): void {
    const { text } = this.#endEdit();
    this.#set({ text, about: { kind: 'reply', seq } });
  }

  edit(message: Message): void {
    const waiting = this.draft;
    this.#waiting = waiting;
    this.#set({ text: message.text, about: { kind: 'edit', message } });
  }

  /** Leaves an edit, whose changes go, or drops the reply target, whose text stays. */
  cancel(): void {
    if (this.#state.about.kind === 'edit') this.#set(this.#endEdit());
    else this.#set({ ...this.#state, about: { kind: 'new' } });
  }

  /** The host has the edit of this message. If another one was begun meanwhile, that one stays. */
  edited(message: Message): void {
    const { about } = this.#state;
    if (about.kind === 'edit' && about.message.seq === message.seq) this.#set(this.#endEdit());
  }

  sent(): void {
    this.#set({ text: '', about: { kind: 'new' } });
  }

  #endEdit(): WritingState {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting === undefined ? this.#state : stateOf(waiting);
  }

  #set(state: WritingState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

function stateOf(draft: Draft): WritingState {
  const { text, replyTo } = draft;
  return { text, about: replyTo === undefined ? { kind: 'new' } : { kind: 'reply', seq: replyTo } };
}
