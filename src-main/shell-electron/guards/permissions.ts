import type { Session } from 'electron';
import { isAppUrl } from '../pages/app-pages.ts';

/** Everything else that a page could ask for is refused (PROMISES E15). Media comes with calls. */
const allowedPermissions: ReadonlySet<string> = new Set([
  'fullscreen',
  'notifications',
  'clipboard-sanitized-write',
  // Chromium asks before a page speaks to this computer or the network; the request gate names the one host it may.
  'loopback-network',
  'local-network',
  'local-network-access',
]);

export interface PermissionQuestion {
  readonly permission: string;
  /** Where the asking frame stands. */
  readonly url: string;
  readonly isTopFrame: boolean;
}

export function mayUse(question: PermissionQuestion): boolean {
  return question.isTopFrame && isAppUrl(question.url) && allowedPermissions.has(question.permission);
}

export function guardPermissions(session: Session): void {
  // Drops what an earlier handler granted.
  session.setPermissionRequestHandler(null);
  session.setPermissionCheckHandler(null);
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(mayUse({ permission, url: details.requestingUrl, isTopFrame: details.isMainFrame }));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    mayUse({
      permission,
      url: details.requestingUrl ?? requestingOrigin,
      isTopFrame: details.isMainFrame,
    }),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
}
