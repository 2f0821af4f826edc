import { useEffect, useState } from 'react';
import { desktopBridge } from '../bridge/desktop-bridge.ts';
import { useClient } from './client-context.tsx';

/**
 * The desktop’s chat window signs its own person in. True while that is tried; whoever signed out on purpose is
 * not signed in again.
 */
export function useDesktopSignIn(because: 'never' | 'logged_out' | 'session_ended' | undefined): boolean {
  const client = useClient();
  const [isOver, setIsOver] = useState(desktopBridge?.kind !== 'chat');
  const wanted = because === 'never' || because === 'session_ended';

  useEffect(() => {
    if (isOver || !wanted || desktopBridge?.kind !== 'chat') return;
    desktopBridge
      .chatTicket()
      .then((ticket) => (ticket === undefined ? undefined : client.redeemOwnerTicket(ticket)))
      // The join page is there for every other way in.
      .catch(() => undefined)
      .finally(() => setIsOver(true));
  }, [client, wanted, isOver]);

  return wanted && !isOver;
}
