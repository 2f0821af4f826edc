/** A person whose name may be called in a text. */
export interface Mentionable {
  readonly displayName: string;
  readonly isMe: boolean;
}

/** A room that a text may point to. */
export interface Linkable {
  readonly href: string;
  readonly name: string;
}

export type Called =
  | { readonly kind: 'person'; readonly isMe: boolean }
  | { readonly kind: 'room'; readonly href: string };

/** One call in a text: the units from `from` up to `to` are the mark and the name. */
export interface Call {
  readonly from: number;
  readonly to: number;
  readonly called: Called;
}

interface Step {
  readonly next: Map<number, Step>;
  called: Called | undefined;
}

const at = 0x40;
const hash = 0x23;
const wordCharacter = /[\p{L}\p{N}]/u;

/**
 * Names that may be called with `@` and `#`, as a tree of their letters: a text is walked once, and each mark costs at
 * most the length of the longest name, however many names there are.
 */
export class Directory {
  readonly #people: Step = { next: new Map(), called: undefined };
  readonly #rooms: Step = { next: new Map(), called: undefined };

  constructor(people: readonly Mentionable[], rooms: readonly Linkable[]) {
    for (const { displayName, isMe } of people) add(this.#people, displayName, { kind: 'person', isMe });
    for (const { name, href } of rooms) add(this.#rooms, name, { kind: 'room', href });
  }

  /** Every call in the text, in order; the longest name that fits wins, and case does not matter. */
  callsIn(text: string): Call[] {
    const calls: Call[] = [];
    if (!text.includes('@') && !text.includes('#')) return calls;
    const folded = fold(text);
    for (let from = 0; from < folded.length; from += 1) {
      const mark = folded.charCodeAt(from);
      if (mark !== at && mark !== hash) continue;
      if (mark === hash && wordCharacter.test(folded.charAt(from - 1))) continue;
      const call = longest(mark === at ? this.#people : this.#rooms, folded, from);
      if (!call) continue;
      calls.push(call);
      from = call.to - 1;
    }
    return calls;
  }
}

export const emptyDirectory = new Directory([], []);

function add(root: Step, name: string, called: Called): void {
  if (name === '') return;
  let step = root;
  for (const unit of unitsOf(fold(name))) {
    let next = step.next.get(unit);
    if (!next) {
      next = { next: new Map(), called: undefined };
      step.next.set(unit, next);
    }
    step = next;
  }
  step.called ??= called;
}

function longest(root: Step, folded: string, from: number): Call | undefined {
  let found: Call | undefined;
  let step: Step | undefined = root;
  for (let index = from + 1; index <= folded.length; index += 1) {
    step = step.next.get(folded.charCodeAt(index));
    if (!step) return found;
    if (step.called && !wordCharacter.test(folded.charAt(index + 1))) {
      found = { from, to: index + 1, called: step.called };
    }
  }
  return found;
}

/** Lower case, unit by unit: places in the folded text are places in the text. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  let folded = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charAt(index);
    const small = unit.toLowerCase();
    folded += small.length === 1 ? small : unit;
  }
  return folded;
}

function* unitsOf(text: string): Generator<number> {
  for (let index = 0; index < text.length; index += 1) yield text.charCodeAt(index);
}
