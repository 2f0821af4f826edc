import { type BrowserWindow, dialog, shell } from 'electron';

const longestUrl = 2048;

/** An address that the system’s browser or mail program may be given, in its normal form (PROMISES E14). */
export function parseExternalUrl(text: string): URL | undefined {
  // Control characters and blanks at the ends would be dropped by the parser, and the check would see another address.
  if (text.length > longestUrl || /[\p{Cc}\s]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.protocol === 'https:') return url.host === '' ? undefined : url;
  return url.protocol === 'mailto:' ? url : undefined;
}

/** The one way out of the app: asks the person, naming where it goes. */
export async function openExternal(text: string, parent: BrowserWindow): Promise<boolean> {
  const url = parseExternalUrl(text);
  if (!url) return false;
  const place = url.protocol === 'mailto:' ? `Write to ${url.pathname}?` : `Open ${url.host} in the browser?`;
  const { response } = await dialog.showMessageBox(parent, {
    type: 'question',
    message: place,
    detail: url.href,
    buttons: ['Open', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response !== 0) return false;
  await shell.openExternal(url.href);
  return true;
}
