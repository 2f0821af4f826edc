import { lazy, Suspense, useEffect, useState } from 'react';
import { ChatScreen } from '../features/chat/ChatScreen.tsx';
import { FirstRunPage } from '../features/account/FirstRunPage.tsx';
import { JoinPage } from '../features/account/JoinPage.tsx';
import { useClient, useClientState, useHostInfo, useReplica } from '../state/client-context.tsx';
import { goTo, useRoute } from '../state/route.ts';
import { useDesktopSignIn } from '../state/use-desktop-sign-in.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ToastArea } from '../ui/ToastArea.tsx';
import { desktopBridge } from '../bridge/desktop-bridge.ts';
import { ConnectionLine } from './ConnectionLine.tsx';
import { DesktopNotices } from './DesktopNotices.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';

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
  const info = useHostInfo(state.kind);
  const isSigningIn = useDesktopSignIn(state.kind === 'signed_out' ? state.because : undefined);

  useEffect(() => {
    if (account && route.kind === 'claim') goTo({ kind: 'home' }, { replace: true });
  }, [account, route.kind]);

  if (state.kind === 'outdated') {
    return (
      <EmptyState
        title="This page is older than the host"
        text="The host was updated. Load the page again to go on."
      >
        <div className="acts">
          <button type="button" className="btn primary" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </EmptyState>
    );
  }
  if (desktopBridge?.kind === 'administration') {
    return (
      <Suspense fallback={null}>
        <AdministrationPage bridge={desktopBridge} info={info} />
      </Suspense>
    );
  }
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
  if ((state.kind !== 'signed_out' && props.resumed) || isSigningIn) return null;
  if (route.kind === 'claim' && info !== undefined && info !== 'unreachable' && !info.claimed) {
    return <FirstRunPage ticket={() => Promise.resolve(route.code)} />;
  }
  return <JoinPage info={info} because={state.kind === 'signed_out' ? state.because : 'never'} />;
}
