import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { StaticFile, StaticFiles } from '../gateway/http/static-files.ts';

export type { StaticFile, StaticFiles };

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

const missingPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Hearth</title>
<h1>The host is on, but its page was not built.</h1><p>Run <code>npm run build</code> and start it again.</p></html>`;

/** Reads the built client whole into memory; a path that is not in the list does not exist. */
export function loadStaticFiles(folder: string): StaticFiles {
  const files = new Map<string, StaticFile>();
  if (!existsSync(path.join(folder, 'index.html'))) {
    files.set(
      '/',
      toStaticFile(Buffer.from(missingPage), '.html', { immutable: false, folderFile: undefined }),
    );
    return files;
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const extension = path.extname(entry.name);
    const type = contentTypes[extension];
    if (!entry.isFile() || type === undefined) continue;
    const file = path.join(entry.parentPath, entry.name);
    const url = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    const immutable = url.startsWith('/assets/');
    files.set(url, toStaticFile(readFileSync(file), extension, { immutable, folderFile: file }));
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

function toStaticFile(
  body: Buffer,
  extension: string,
  options: { immutable: boolean; folderFile: string | undefined },
): StaticFile {
  const sibling = (ending: string) => {
    const file = `${options.folderFile ?? ''}${ending}`;
    return options.folderFile !== undefined && existsSync(file) ? readFileSync(file) : undefined;
  };
  return {
    body,
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    brotli: sibling('.br'),
    gzip: sibling('.gz'),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    immutable: options.immutable,
  };
}
