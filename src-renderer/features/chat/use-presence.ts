import { useEffect } from 'react';
import { useClient, useClientState } from '../../state/client-context.tsx';

/** Idle after five minutes without input. */
const idleMs = 5 * 60_000;

/** Tells the host whether the person at this window is there. */
export function usePresence(): void {
  const client = useClient();
  const { kind } = useClientState();
  useEffect(() => {
    if (kind !== 'live') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isIdle = false;
    const rest = () => {
      isIdle = true;
      client.setPresence('idle');
    };
    const wake = () => {
      clearTimeout(timer);
      timer = setTimeout(rest, idleMs);
      if (!isIdle) return;
      isIdle = false;
      client.setPresence('online');
    };
    wake();
    const inputs = ['pointerdown', 'keydown', 'pointermove', 'visibilitychange'] as const;
    for (const input of inputs) document.addEventListener(input, wake, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const input of inputs) document.removeEventListener(input, wake);
    };
  }, [client, kind]);
}
