import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Which names and origins may speak to this host: what keeps other websites and rebound names out (PROMISES P28). */
export interface Doors {
  hostAllowed(host: string | undefined): boolean;
  /** `undefined` origin: no browser, or a plain navigation. */
  originAllowed(origin: string | undefined): boolean;
  /** True for an origin that is another site by its address and yet one of ours: the desktop app’s own pages. */
  isGuestOrigin(origin: string | undefined): boolean;
}

export interface DoorOptions {
  /** Names and numeric addresses, without ports; IPv6 without brackets. */
  readonly names: () => readonly string[];
  readonly port: () => number;
  /** Whole origins allowed beside one's own: the desktop app's scheme, and what the configuration adds. */
  readonly extraOrigins: readonly string[];
}

/** Names that always mean this computer. */
const alwaysNames = ['localhost', '127.0.0.1', '::1'];

export function createDoors(options: DoorOptions): Doors {
  let builtFor = '';
  let hosts = new Set<string>();

  function allowedHosts(): Set<string> {
    const names = [...alwaysNames, ...options.names()];
    const port = options.port();
    const key = `${port} ${names.join(' ')}`;
    if (key !== builtFor) {
      builtFor = key;
      hosts = new Set(names.flatMap((name) => withPort(name.toLowerCase(), port)));
    }
    return hosts;
  }

  const isGuestOrigin = (origin: string | undefined) =>
    origin !== undefined && options.extraOrigins.includes(origin);

  return {
    isGuestOrigin,
    hostAllowed: (host) => host !== undefined && allowedHosts().has(host.toLowerCase()),
    originAllowed(origin) {
      if (origin === undefined) return true;
      if (isGuestOrigin(origin)) return true;
      const match = /^http:\/\/([^/]+)$/.exec(origin);
      return match?.[1] !== undefined && allowedHosts().has(match[1].toLowerCase());
    },
  };
}

function withPort(name: string, port: number): string[] {
  const host = name.includes(':') ? `[${name}]` : name;
  return port === 80 ? [host, `${host}:80`] : [`${host}:${port}`];
}

/** The one Host of a request: one with several has none, since proxies and hosts would not agree on it. */
export function hostOf(request: IncomingMessage): string | undefined {
  const hosts = request.headersDistinct.host ?? [];
  return hosts.length === 1 ? hosts[0] : undefined;
}

/** True for a request that another site caused, by its origin or by what the browser says. */
export function isForeign(headers: IncomingHttpHeaders, doors: Doors): boolean {
  if (doors.isGuestOrigin(headers.origin)) return false;
  return !doors.originAllowed(headers.origin) || isCrossSite(headers);
}

function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}
