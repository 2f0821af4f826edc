import { useEffect, useState } from 'react';
import type { AdministrationBridge } from '../../../src-shared/bridge/desktop.ts';
import type { HostInfo } from '../../../src-shared/protocol/system/operations.ts';
import { FirstRunPage } from '../account/FirstRunPage.tsx';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { HostPanel } from './HostPanel.tsx';

/** The desktop’s second window: sets the host up, and is the owner’s without a password afterwards. */
export function AdministrationPage(props: {
  bridge: AdministrationBridge;
  info: HostInfo | 'unreachable' | undefined;
}) {
  const { bridge, info } = props;
  const client = useClient();
  const account = useReplica((replica) => replica.account);
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);
  const claimed = info !== undefined && info !== 'unreachable' && info.claimed;
  const isOwner = account?.role === 'owner';

  useEffect(() => {
    if (!claimed || account) return;
    bridge
      .ownerTicket()
      .then((ticket) => client.redeemOwnerTicket(ticket))
      .catch((failure: unknown) => setError(sentenceFor(failure)));
  }, [bridge, client, claimed, account, round]);

  if (isOwner) return <HostPanel />;
  if (info === 'unreachable' || error !== undefined) {
    return (
      <EmptyState title="The host does not answer" text={error ?? 'It may still be starting.'}>
        <div className="acts">
          <button
            type="button"
            className="btn primary"
            onClick={() => {
              setError(undefined);
              setRound(round + 1);
            }}
          >
            Try again
          </button>
        </div>
      </EmptyState>
    );
  }
  if (info === undefined || claimed) return null;
  return <FirstRunPage ticket={() => bridge.ownerTicket()} onDone={() => void bridge.openChat()} />;
}
