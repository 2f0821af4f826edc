import { useState } from 'react';
import type { ClientState } from '../../src-shared/client/contract.ts';
import { useClient, useClientState, useNow, useReplica } from '../state/client-context.tsx';
import { useHostGlance } from '../state/host-info.ts';
import { ConnectionHelp } from './ConnectionHelp.tsx';
import { lossWords, waitingWords } from './loss-words.ts';

/** Nothing for two seconds, then a thin line; after ten it says why and what can be done. Never a modal. */
const quietMs = 2000;
const explainMs = 10_000;

type Lost = Extract<ClientState, { kind: 'waiting' | 'connecting' }>;

export function ConnectionLine() {
  const state = useClientState();
  const account = useReplica((replica) => replica.account);
  if (account === undefined || (state.kind !== 'waiting' && state.kind !== 'connecting')) return null;
  return <LostLine state={state} />;
}

function LostLine({ state }: { state: Lost }) {
  const lostMs = useNow(500) - state.sinceMs;
  if (lostMs < quietMs) return null;
  if (lostMs >= explainMs) return <Explained state={state} />;
  return (
    <div className="connection" role="status">
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      Reconnecting…
    </div>
  );
}

function Explained({ state }: { state: Lost }) {
  const client = useClient();
  const [asksHelp, setAsksHelp] = useState(false);
  const { info } = useHostGlance(state.kind);
  const waiting = useReplica((replica) => replica.rooms);
  const unsent = [...waiting.values()].reduce((sum, room) => sum + room.outgoing.length, 0);
  const reason = lossWords({
    isOnline: navigator.onLine,
    isHostClosed: state.kind === 'waiting' && state.because === 'hostClosing',
    info,
  });
  return (
    <>
      <div className="connection explained" role="status">
        <span>
          <b>{reason}</b> {waitingWords(unsent)}
        </span>
        <button type="button" onClick={() => client.retryNow()}>
          Try now
        </button>
        <button type="button" onClick={() => setAsksHelp(true)}>
          Help me
        </button>
      </div>
      {asksHelp && <ConnectionHelp reason={reason} onClose={() => setAsksHelp(false)} />}
    </>
  );
}
