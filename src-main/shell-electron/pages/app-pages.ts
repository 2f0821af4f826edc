import type { StaticFile, StaticFiles } from '../../host/static-files.ts';

/** The app’s own pages have a scheme of their own: never `file:`, never a page from the network. */
export const appScheme = 'app';
export const appOrigin = 'app://hearth';
export const appPage = `${appOrigin}/index.html`;

/** Before the app is ready (Electron `protocol.registerSchemesAsPrivileged`): like https, and no more (PROMISES E7). */
export const appSchemePrivileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  corsEnabled: true,
  bypassCSP: false,
  allowServiceWorkers: false,
} as const;

/** True for an address of the app’s own pages. Node gives such schemes the origin `null`, so the parts are compared. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return `${protocol}//${host}` === appOrigin && username === '' && password === '';
}

/** What each app page may do (PROMISES E10): its own files, and the one host. `hostUrl` is an http origin. */
export function appPagePolicy(hostUrl: string): string {
  const socketUrl = hostUrl.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: ${hostUrl}`,
    `media-src 'self' blob: ${hostUrl}`,
    "font-src 'self'",
    `connect-src 'self' ${hostUrl} ${socketUrl}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types app',
  ].join('; ');
}

/** Answers a request of the app’s scheme from the fixed map of built files; anything else is 404 (PROMISES E8). */
export function answerAppPage(request: Request, files: StaticFiles, hostUrl: string): Response {
  const file = request.method === 'GET' ? findFile(request.url, files) : undefined;
  if (!file) return new Response('There is nothing here.', { status: 404, headers: plainHeaders });
  return new Response(new Uint8Array(file.body), {
    headers: {
      'Content-Type': file.contentType,
      'Content-Security-Policy': appPagePolicy(hostUrl),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    },
  });
}

const plainHeaders = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };

/** The path is looked up as it was written: nothing is decoded, so nothing can climb out. */
function findFile(url: string, files: StaticFiles): StaticFile | undefined {
  if (!isAppUrl(url) || url.length > 2048) return undefined;
  return files.get(new URL(url).pathname);
}
