import { lazy, Suspense, useEffect, useState } from 'react';
import type { AdministrationBridge } from '../../src-shared/bridge/desktop.ts';
import { desktopBridge } from '../bridge/desktop-bridge.ts';
import { ChatScreen } from '../features/chat/ChatScreen.tsx';
import { FirstRunPage } from '../features/account/FirstRunPage.tsx';
import { JoinPage } from '../features/account/JoinPage.tsx';
import { useClient, useClientState, useReplica } from '../state/client-context.tsx';
import { useHostGlance, useHostInfo } from '../state/host-info.ts';
import { goTo, useRoute } from '../state/route.ts';
import { useDesktopSignIn } from '../state/use-desktop-sign-in.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ToastArea } from '../ui/ToastArea.tsx';
import { ClockLine } from './ClockLine.tsx';
import { ConnectionLine } from './ConnectionLine.tsx';
import { DesktopNotices } from './DesktopNotices.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { WaitingPage } from './WaitingPage.tsx';

const HostPanel = lazy(() =>
  import('../features/manager/HostPanel.tsx').then((module) => ({ default: module.HostPanel })),
);

const AdministrationPage = lazy(() =>
  import('../features/manager/AdministrationPage.tsx').then((module) => ({
    default: module.AdministrationPage,
  })),
);

/** What is on the page: the way in, the chat, or the host panel. */
export function App() {
  const client = useClient();
  const [wasSignedIn] = useState(() => client.resume());
  return (
    <ErrorBoundary>
      <DesktopNotices />
      <ClockLine />
      <ConnectionLine />
      <Page resumed={wasSignedIn} />
      <ToastArea />
    </ErrorBoundary>
  );
}

function Page(props: { resumed: boolean }) {
  const route = useRoute();
  const state = useClientState();
  const account = useReplica((replica) => replica.account);
  const isSigningIn = useDesktopSignIn(state.kind === 'signed_out' ? state.because : undefined);

  useEffect(() => {
    if (account && route.kind === 'claim') goTo({ kind: 'home' }, { replace: true });
  }, [account, route.kind]);

  if (state.kind === 'outdated') return <Outdated />;
  if (desktopBridge?.kind === 'administration') return <Administration bridge={desktopBridge} />;
  if (account) {
    if (route.kind === 'host' && account.role === 'owner') {
      return (
        <Suspense fallback={null}>
          <HostPanel />
        </Suspense>
      );
    }
    return <ChatScreen />;
  }
  if (isSigningIn) return null;
  // A first connection takes a moment in which the join page stays; every other wait says what it waits for.
  const isWaiting = state.kind === 'waiting' || (state.kind === 'connecting' && props.resumed);
  return isWaiting ? <WaitingPage state={state} /> : <WayIn />;
}

function Administration(props: { bridge: AdministrationBridge }) {
  const info = useHostInfo(useClientState().kind);
  return (
    <Suspense fallback={null}>
      <AdministrationPage bridge={props.bridge} info={info} />
    </Suspense>
  );
}

/** Claim the host, or join it. */
function WayIn() {
  const route = useRoute();
  const state = useClientState();
  const glance = useHostGlance(state.kind === 'signed_out');
  const isClaimed = typeof glance.info === 'object' && glance.info.claimed;
  const code = route.kind === 'claim' ? route.code : undefined;
  // Which page it is depends on the host’s answer, so nothing is shown that would have to go again.
  if (code !== undefined && glance.info === undefined) return null;
  if (code !== undefined && !isClaimed) return <FirstRunPage ticket={() => Promise.resolve(code)} />;
  return (
    <JoinPage
      glance={glance}
      because={state.kind === 'signed_out' ? state.because : 'never'}
      isClaimTooLate={code !== undefined && isClaimed}
    />
  );
}

function Outdated() {
  return (
    <main className="centred">
      <EmptyState
        isPage
        title="This page is older than the host"
        text="The host was updated. Load the page again to go on."
      >
        <div className="acts">
          <button type="button" className="btn primary" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </EmptyState>
    </main>
  );
}
