import { useCallback, useEffect, useState } from 'react';
import type { ConnectionInfo, HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import type { Health } from '../../../src-shared/protocol/system/operations.ts';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';

const refreshMs = 2000;
/** Rows that a page can hold; whoever is beyond is found by name among them as they change. */
export const connectionsShown = 200;

export interface Panel {
  readonly status: HostStatus;
  readonly health: Health;
  readonly connections: readonly ConnectionInfo[];
  readonly connectionsTotal: number;
  /** How many different people these connections are. */
  readonly peopleConnected: number;
}

/** Everything on the host panel, looked up every two seconds while somebody looks at it. */
export function usePanel() {
  const client = useClient();
  const [panel, setPanel] = useState<Panel>();
  const [error, setError] = useState<string>();

  const look = useCallback(async (): Promise<void> => {
    try {
      const [status, health, { connections, total }] = await Promise.all([
        client.request('manager.status', {}),
        client.request('system.health', {}),
        client.request('manager.connections', { limit: connectionsShown }),
      ]);
      const connectionsTotal = total ?? connections.length;
      // The host counts who is away for less than ten seconds as here, so what can be counted is.
      const peopleConnected =
        connectionsTotal > connections.length
          ? status.online
          : new Set(connections.map((connection) => connection.accountId)).size;
      setPanel({ status, health, connections, connectionsTotal, peopleConnected });
      setError(undefined);
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }, [client]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, refreshMs);
    // The first look waits a turn, so that it is the timer’s like the others.
    const first = setTimeout(() => void look(), 0);
    return () => {
      clearInterval(timer);
      clearTimeout(first);
    };
  }, [look]);

  return { panel, error, setError, look };
}
