import { type BrowserWindow, dialog, shell } from 'electron';
import { parseExternalUrl } from './external-url.ts';

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
