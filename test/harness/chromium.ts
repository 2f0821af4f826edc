import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The browser that comes with the packages, or the one that CHROMIUM names. */
export async function chromiumPath(): Promise<string> {
  // It is unpacked by name and never by version, so each version gets a folder of its own.
  const folder = path.join(tmpdir(), 'hearth-chromium-153');
  mkdirSync(folder, { recursive: true });
  const kept = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { default: bundled } = await import('@sparticuz/chromium');
    const file = process.env.CHROMIUM ?? (await bundled.executablePath());
    if (!existsSync(file)) throw new Error(`no browser at ${file}`);
    return file;
  } finally {
    if (kept === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = kept;
  }
}
