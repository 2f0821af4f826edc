import type { HostGlance } from '../state/host-info.ts';

/** Why the host is away, as far as this device can tell. */
export function lossWords(facts: {
  isOnline: boolean;
  isHostClosed: boolean;
  info: HostGlance['info'];
}): string {
  if (!facts.isOnline) return 'This device has left the network.';
  if (typeof facts.info === 'object') {
    if (facts.info.open) return 'The host answers again. Connecting…';
    return `${facts.info.owner ?? 'The owner'} has stopped hosting for now.`;
  }
  if (facts.isHostClosed) return 'The host was switched off.';
  return 'The host does not answer: it may be asleep, or have a new address.';
}

/** What becomes of what is written meanwhile. */
export function waitingWords(unsent: number): string {
  if (unsent === 0) return 'You can keep writing; it is sent when the host is back.';
  return unsent === 1
    ? '1 message is waiting and goes out by itself.'
    : `${unsent} messages are waiting and go out by themselves.`;
}
