import { settings } from '../host/config/settings.ts';

/** Switches that would open the app to whoever can add them to a shortcut (PROMISES E20). */
const forbiddenSwitches: ReadonlySet<string> = new Set([
  '--inspect',
  '--inspect-brk',
  '--inspect-port',
  '--inspect-publish-uid',
  '--js-flags',
  '--remote-debugging-port',
  '--remote-debugging-pipe',
  '--remote-allow-origins',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--no-sandbox',
  '--disable-sandbox',
  '--load-extension',
  '--host-rules',
  '--host-resolver-rules',
  '--ignore-certificate-errors',
]);

export interface StartOptions {
  /** Flags of the host’s own configuration. */
  readonly hostArgs: readonly string[];
  /** Starts in the tray, as when the computer starts. */
  readonly hidden: boolean;
  /** A switch that a packaged app does not start with. */
  readonly forbidden: string | undefined;
}

/** Reads the command line by a fixed list; Chromium’s own switches and anything else are left alone, never an address. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const hostArgs: string[] = [];
  let forbidden: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const [flag = ''] = arg.split('=', 1);
    if (forbiddenSwitches.has(flag.toLowerCase())) forbidden ??= flag;
    const setting = settings.find((known) => known.flag === flag);
    if (!setting) continue;
    hostArgs.push(arg);
    const following = args[index + 1];
    const takesFollowing = setting.kind !== 'switch' && !arg.includes('=') && following !== undefined;
    if (takesFollowing && !following.startsWith('--')) {
      hostArgs.push(following);
      index += 1;
    }
  }
  return { hostArgs, hidden: args.includes('--hidden'), forbidden };
}
