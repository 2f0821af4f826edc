import type { ClientState } from '../../src-shared/client/contract.ts';
import { useClient, useClientState, useNow } from '../state/client-context.tsx';

/** Nothing for two seconds, then a thin line; after ten it says why and what can be done. Never a modal. */
const quietMs = 2000;
const explainMs = 10_000;

export function ConnectionLine() {
  const client = useClient();
  const state = useClientState();
  const now = useNow(500);
  if (state.kind !== 'waiting' && state.kind !== 'connecting') return null;
  const lostMs = now - state.sinceMs;
  if (lostMs < quietMs || client.replica.account === undefined) return null;
  if (lostMs < explainMs) {
    return (
      <div className="connection" role="status">
        Reconnecting…
      </div>
    );
  }
  return (
    <div className="connection" role="status">
      <span>{reasonFor(state)}</span>
      <button type="button" onClick={() => client.retryNow()}>
        Try now
      </button>
    </div>
  );
}

function reasonFor(state: ClientState): string {
  if (state.kind === 'waiting' && state.because === 'hostClosing') {
    return 'The host was stopped. This page comes back by itself when it is on again.';
  }
  if (!navigator.onLine) return 'This device has left the network. What you write is sent when it is back.';
  return 'The host does not answer: it may be asleep, or have a new address. What you write is sent when it is back.';
}
