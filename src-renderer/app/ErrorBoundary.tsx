import { Component, type ReactNode } from 'react';
import { EmptyState } from '../ui/EmptyState.tsx';

/** A fault in the window is said in words instead of leaving a blank pane. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <EmptyState
        isPage
        title="This window ran into a fault"
        text="Nothing you sent is lost: it is on the host, or waits here to be sent. Load the page again to go on."
      >
        <div className="acts">
          <button type="button" className="btn primary" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </EmptyState>
    );
  }
}
