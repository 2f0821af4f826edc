import type { ClientState } from '../../src-shared/client/contract.ts';
import { useClient, useNow } from '../state/client-context.tsx';
import { useHostGlance } from '../state/host-info.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { MessageSkeleton, RowSkeleton } from '../ui/Skeleton.tsx';
import { lossWords } from './loss-words.ts';

/** Shorter waits show only where things will be. */
const quietMs = 2000;

/** Signed in on this device, but the host has not answered yet. */
export function WaitingPage({ state }: { state: ClientState }) {
  const client = useClient();
  const nowMs = useNow(500);
  const { info } = useHostGlance(state.kind);
  const isLong =
    state.kind === 'waiting' || state.kind === 'connecting' ? nowMs - state.sinceMs > quietMs : false;
  if (!isLong) return <Frame />;
  const reason = lossWords({
    isOnline: navigator.onLine,
    isHostClosed: state.kind === 'waiting' && state.because === 'hostClosing',
    info,
  });
  return (
    <main className="centred">
      <EmptyState isPage title={reason} text="This page tries again by itself. What you wrote is safe.">
        <div className="acts">
          <button type="button" className="btn primary" onClick={() => client.retryNow()}>
            Try now
          </button>
        </div>
      </EmptyState>
    </main>
  );
}

function Frame() {
  return (
    <div className="app two">
      <div className="sidebar">
        <RowSkeleton label="Loading rooms" rows={6} />
      </div>
      <main className="sheet">
        <MessageSkeleton rows={5} />
      </main>
    </div>
  );
}
