import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Session } from 'electron';

/** A name that every system takes as one plain file: the last part, without control, invisible and reserved characters. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '')
    .slice(-120);
  const isReserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain);
  return plain === '' || isReserved ? `_${plain}` : plain;
}

/** A path in the folder that does not exist yet: `map.zip`, `map (2).zip`, … */
export function freePath(folder: string, name: string, exists: (file: string) => boolean): string {
  const { name: stem, ext } = path.parse(safeFileName(name));
  for (let number = 1; number < 10_000; number += 1) {
    const file = path.join(folder, number === 1 ? `${stem}${ext}` : `${stem} (${number})${ext}`);
    if (!exists(file)) return file;
  }
  throw new Error('ten thousand files of one name');
}

/** Our folder, our name, nothing overwritten, nothing opened by itself (PROMISES E21). */
export function guardDownloads(session: Session, folder: () => string): void {
  session.on('will-download', (_event, item) => {
    item.setSavePath(freePath(folder(), item.getFilename(), existsSync));
  });
}
