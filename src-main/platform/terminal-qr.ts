import { toString as toQrString } from 'qrcode';

/** A QR code in half-block characters, large enough to scan from a terminal. */
export function terminalQr(text: string): Promise<string> {
  return toQrString(text, { type: 'utf8', errorCorrectionLevel: 'M', margin: 2 });
}
