import { useState } from 'react';
import { clockWords } from '../state/clock-words.ts';
import { useClient, useClientState } from '../state/client-context.tsx';

/** Says once that this device’s clock is off, because all times on the page are the host’s. */
export function ClockLine() {
  const client = useClient();
  const { kind } = useClientState();
  const [isSeen, setIsSeen] = useState(false);
  const words = kind === 'live' && !isSeen ? clockWords(client.clockOffsetMs) : undefined;
  if (words === undefined) return null;
  return (
    <div className="connection explained" role="status">
      <span>{words}</span>
      <button type="button" onClick={() => setIsSeen(true)}>
        Dismiss
      </button>
    </div>
  );
}
