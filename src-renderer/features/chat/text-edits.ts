/** A change of the text in a field: what stands between `from` and `to` becomes `piece`; then `select` is selected. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly piece: string;
  readonly select: readonly [from: number, to: number];
}

interface Selected {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Puts a mark on both sides of what is selected, or takes it off where it stands already. */
export function wrapWith(mark: string, { text, from, to }: Selected): TextEdit {
  const chosen = text.slice(from, to);
  const isMarked =
    text.slice(from - mark.length, from) === mark &&
    text.slice(to, to + mark.length) === mark &&
    chosen !== '';
  if (isMarked) {
    const start = from - mark.length;
    return { from: start, to: to + mark.length, piece: chosen, select: [start, start + chosen.length] };
  }
  const start = from + mark.length;
  return { from, to, piece: `${mark}${chosen}${mark}`, select: [start, start + chosen.length] };
}

/** Begins every selected line with `> `. */
export function quoteLines({ text, from, to }: Selected): TextEdit {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const piece = text
    .slice(start, to)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  const end = start + piece.length;
  return { from: start, to, piece, select: [end, end] };
}

/** `[chosen](address)`; the part that is missing is selected, to be typed. */
export function linkTo(address: string, { text, from, to }: Selected): TextEdit {
  const chosen = text.slice(from, to);
  const piece = `[${chosen}](${address})`;
  const end = from + piece.length;
  if (chosen === '') return { from, to, piece, select: [from + 1, from + 1] };
  return { from, to, piece, select: address === '' ? [end - 1, end - 1] : [end, end] };
}

export function insertPiece(piece: string, { from, to }: Selected): TextEdit {
  const end = from + piece.length;
  return { from, to, piece, select: [end, end] };
}

/** True where the caret stands inside a fence of three backticks that is not closed yet. */
export function isInOpenFence(text: string, caret: number): boolean {
  return (text.slice(0, caret).match(/^```/gm) ?? []).length % 2 === 1;
}

/** Applies an edit as if it were typed, so that the field’s own undo takes it back. */
export function applyEdit(area: HTMLTextAreaElement, edit: TextEdit): void {
  area.focus();
  area.setSelectionRange(edit.from, edit.to);
  const wasTyped = document.execCommand(edit.piece === '' ? 'delete' : 'insertText', false, edit.piece);
  if (!wasTyped) {
    area.setRangeText(edit.piece, edit.from, edit.to, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  area.setSelectionRange(...edit.select);
}
