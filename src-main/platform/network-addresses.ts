import { hostname, networkInterfaces } from 'node:os';

export interface LanAddress {
  readonly address: string;
  /** Name of the network card, as the system calls it. */
  readonly card: string;
}

/** Cards of containers, virtual machines and tunnels: listed last, because guests rarely reach them. */
const unlikelyCards = /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|wg|zt|tailscale|utun|ham)/i;

/** Addresses of this computer that others on the network can reach, likeliest first. */
export function lanAddresses(): LanAddress[] {
  const found = Object.entries(networkInterfaces()).flatMap(([card, addresses]) =>
    (addresses ?? [])
      .filter((entry) => !entry.internal && entry.family === 'IPv4' && !entry.address.startsWith('169.254.'))
      .map((entry) => ({ address: entry.address, card })),
  );
  return found.toSorted((a, b) => Number(unlikelyCards.test(a.card)) - Number(unlikelyCards.test(b.card)));
}

/** Every numeric address of this computer, for telling whether a request meant this host. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map((entry) => entry.address.replace(/%.*$/, '')),
  );
}

/** This computer’s name, and the form of it that mDNS resolves. */
export function hostNames(): string[] {
  const name = hostname().toLowerCase();
  const short = name.replace(/\.local$/, '').split('.')[0] ?? name;
  return [...new Set([name, short, `${short}.local`])];
}
