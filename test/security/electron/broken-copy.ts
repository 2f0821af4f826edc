import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads a module with one part of its text replaced, to show that a check notices. */
export async function loadBrokenCopy<Module>(file: string, from: string, to: string): Promise<Module> {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  const folder = path.dirname(path.resolve(file));
  const absolute = text.replace(from, to).replace(/from '(\.[^']+)'/g, (_all, specifier: string) => {
    return `from '${pathToFileURL(path.join(folder, specifier)).href}'`;
  });
  const scratch = mkdtempSync(path.join(tmpdir(), 'hearth-broken-'));
  try {
    const copy = path.join(scratch, 'broken-copy.ts');
    writeFileSync(copy, absolute);
    return (await import(pathToFileURL(copy).href)) as Module;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
