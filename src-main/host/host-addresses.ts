import type { Clock } from '../../src-shared/base/clock.ts';
import type { HostAddress } from '../../src-shared/protocol/manager/operations.ts';
import { hostNames, lanAddresses, ownAddresses } from '../platform/network-addresses.ts';
import type { HostConfig } from './config/load-config.ts';

/** Asking the system for its addresses costs more than a request, so an answer is kept this long. */
const namesKeptMs = 2000;

/** How this host is reached: numeric addresses first, because many phones cannot resolve `.local`. */
export function createHostAddresses(options: { config: HostConfig; clock: Clock }) {
  const { config, clock } = options;
  let names: readonly string[] = [];
  let namesReadMs = Number.NEGATIVE_INFINITY;
  let port = config.port;
  const isLoopbackOnly = config.bind === '127.0.0.1' || config.bind === '::1' || config.bind === 'localhost';

  return {
    setPort(bound: number) {
      port = bound;
    },
    /** Names and addresses in a Host header that mean this host, without ports. */
    names(): readonly string[] {
      const nowMs = clock.monotonic();
      if (nowMs - namesReadMs >= namesKeptMs) {
        names = [...ownAddresses(), ...hostNames(), ...config.allowHosts];
        namesReadMs = nowMs;
      }
      return names;
    },
    list(): HostAddress[] {
      const loopback: HostAddress = {
        url: `http://127.0.0.1:${port}/`,
        label: 'this computer',
        kind: 'loopback',
      };
      if (isLoopbackOnly) return [loopback];
      const lan = lanAddresses()
        .filter(
          ({ address }) => config.bind === undefined || config.bind === '0.0.0.0' || config.bind === address,
        )
        .map(
          ({ address, card }): HostAddress => ({
            url: `http://${address}:${port}/`,
            label: card,
            kind: 'lan',
          }),
        );
      const name = hostNames().find((candidate) => candidate.endsWith('.local'));
      const byName: HostAddress[] =
        name === undefined ? [] : [{ url: `http://${name}:${port}/`, label: 'by name', kind: 'name' }];
      return [...lan, ...byName, loopback];
    },
  };
}
