import { spawn } from 'node:child_process';
import { type Host, startHost } from '../../host/host.ts';
import { exitCodes } from '../../kernel/hearth-error.ts';
import { terminalQr } from '../../platform/terminal-qr.ts';
import { hostDependencies, readConfig } from '../host-options.ts';
import { say, whisper } from '../terminal.ts';

/** A close that takes longer than this is cut off: the databases are safe at any moment. */
const closeMs = 5000;

/** Runs the host until it is told to stop. */
export async function serve(args: readonly string[]): Promise<number> {
  const loaded = readConfig(args);
  const { dependencies, log } = hostDependencies(loaded);
  const host = await startHost(dependencies);
  const stopped = untilStopped(host);
  if (loaded.config.json) {
    const urls = host.addresses.map((address) => address.url);
    if (host.claimCode !== undefined) whisper(`Claim code: ${host.claimCode}`);
    say(JSON.stringify({ listening: { port: host.port, urls }, pid: process.pid }));
  } else {
    await greet(host);
    if (loaded.config.openBrowser) openBrowser(homeUrl(host));
  }
  await stopped;
  log.close();
  return exitCodes.done;
}

/** This computer’s own address; on first run with the one-time code that makes the owner. */
function homeUrl(host: Host): string {
  const claim = host.claimCode === undefined ? '' : `#claim=${host.claimCode}`;
  return `http://127.0.0.1:${host.port}/${claim}`;
}

async function greet(host: Host): Promise<void> {
  const name = host.parts.account.host.hostName;
  say(`\n${name} is on. Others on this network join at:\n`);
  for (const { url, label } of host.addresses) say(`  ${url.padEnd(34)} ${label}`);
  const [first] = host.addresses;
  if (first && first.kind !== 'loopback') say(`\n${await terminalQr(first.url)}`);
  if (host.claimCode !== undefined) {
    whisper('\nThis host has no owner yet. Open this on this computer, once:');
    whisper(`  ${homeUrl(host)}\n`);
  }
  say('Press Ctrl+C to stop.');
}

/** Resolves when the host was closed after a signal; the second signal does not wait. */
function untilStopped(host: Host): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      // The last resort, for a disk or a peer that never answers.
      setTimeout(() => process.exit(exitCodes.done), closeMs).unref();
      host.close().then(resolve, reject);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.once('SIGHUP', stop);
  });
}

function openBrowser(url: string): void {
  const isScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!isScreen) return;
  const [command, ...args] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '', url]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', url];
  const child = spawn(command ?? 'xdg-open', args, { stdio: 'ignore', detached: true });
  child.on('error', () => whisper(`Open ${url} in a browser.`));
  child.unref();
}
