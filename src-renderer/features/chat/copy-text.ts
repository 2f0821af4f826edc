/** Puts a text on the clipboard. On plain HTTP browsers keep their clipboard away, but still copy what is selected. */
export function copyText(text: string): void {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard) {
    void clipboard.writeText(text).catch(() => copySelected(text));
    return;
  }
  copySelected(text);
}

function copySelected(text: string): void {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position:fixed;top:0;opacity:0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
}
