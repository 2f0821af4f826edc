/** A short notice that leaves by itself; never the only place where a fact stands. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: ToastAction | undefined;
}

/** What the one button of a notice does, for example “Undo”. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** More would hide what is below; the oldest goes. */
const shownAtOnce = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a notice for 6 s, or 10 s with an action. */
export function showToast(text: string, action?: ToastAction): void {
  lastId += 1;
  // The same words again would only stack up.
  const others = toasts.filter((toast) => toast.text !== text);
  change([...others, { id: lastId, text, action }].slice(-shownAtOnce));
}

export function dismissToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
