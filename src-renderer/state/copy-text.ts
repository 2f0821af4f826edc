/** Copies a text; false where the browser does not allow it. A page on plain HTTP has no clipboard object. */
export async function copyText(text: string): Promise<boolean> {
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch {
      // Refused, for example in the background; the older way may still work.
    }
  }
  return copyBySelection(text);
}

/** The way from before the clipboard object: select it somewhere and let the browser copy the selection. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const place = document.createElement('textarea');
  place.value = text;
  place.readOnly = true;
  place.className = 'sr';
  document.body.append(place);
  place.select();
  const isCopied = document.execCommand('copy');
  place.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
