import { useEffect, useState } from 'react';
import { hostPlace } from '../bridge/desktop-bridge.ts';
import type { HostInfo } from '../../src-shared/protocol/system/operations.ts';

/** How often a host that does not answer, or is stopped, is asked again. */
const askAgainMs = 3000;

/** What the host says of itself to anybody. */
export interface HostGlance {
  readonly info: HostInfo | 'unreachable' | undefined;
  /** Host clock minus this clock, by the answer’s Date header, so exact to seconds. */
  readonly clockOffsetMs: number;
}

/** Asked anew each time `again` changes, and every 3 s while the host does not answer or is stopped. */
export function useHostGlance(again: unknown): HostGlance {
  const [glance, setGlance] = useState<HostGlance>({ info: undefined, clockOffsetMs: 0 });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isCurrent = true;
    const look = async () => {
      const found = await askHost();
      if (!isCurrent) return;
      setGlance(found);
      if (found.info === 'unreachable' || found.info?.open === false) {
        timer = setTimeout(() => void look(), askAgainMs);
      }
    };
    void look();
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [again]);
  return glance;
}

/** The same without the clock. */
export function useHostInfo(again: unknown): HostGlance['info'] {
  return useHostGlance(again).info;
}

async function askHost(): Promise<HostGlance> {
  try {
    const answer = await fetch(`${hostPlace.url}/api/v1/system/info`, { cache: 'no-store' });
    if (!answer.ok) return { info: 'unreachable', clockOffsetMs: 0 };
    const hostMs = Date.parse(answer.headers.get('Date') ?? '');
    return {
      info: (await answer.json()) as HostInfo,
      clockOffsetMs: Number.isNaN(hostMs) ? 0 : hostMs - Date.now(),
    };
  } catch {
    // Not there at the moment; whoever asks says so in words.
    return { info: 'unreachable', clockOffsetMs: 0 };
  }
}
