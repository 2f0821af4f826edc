import type { Session } from 'electron';
import { isAppUrl } from '../pages/app-pages.ts';

/** `net::ERR_FAILED` of Chromium’s certificate verifier: the certificate is refused. */
const refuseCertificate = -2;

/** The app’s own pages and the one host, over HTTP or WebSocket; nothing else leaves a window (PROMISES E19). */
export function mayLeave(url: string, hostUrl: string): boolean {
  if (isAppUrl(url)) return true;
  if (!URL.canParse(url)) return false;
  const { protocol, origin, host } = new URL(url);
  if (protocol === 'blob:') return isAppUrl(url.slice('blob:'.length));
  const own = new URL(hostUrl);
  return origin === own.origin || (protocol === 'ws:' && host === own.host);
}

export function guardNetwork(session: Session, hostUrl: () => string): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !mayLeave(details.url, hostUrl()) });
  });
  // The own host is spoken to in plain text on this computer alone, so there is no certificate to trust (PROMISES E18).
  session.setCertificateVerifyProc((_request, callback) => callback(refuseCertificate));
  // Dictionaries would be fetched from the internet.
  if (process.platform !== 'darwin') session.setSpellCheckerEnabled(false);
}
