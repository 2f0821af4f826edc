import { hostPlace } from '../bridge/desktop-bridge.ts';
import { ModalDialog } from '../ui/ModalDialog.tsx';

/** What a person can look at while the host is away; opened on demand only. */
export function ConnectionHelp(props: { reason: string; onClose: () => void }) {
  return (
    <ModalDialog title="Getting back to the host" onClose={props.onClose}>
      <p>{props.reason} This page tries again by itself.</p>
      <ol className="steps">
        <li>
          <b>Is the host’s computer awake?</b> It must be switched on, and Hearth must run there.
        </li>
        <li>
          <b>Is this device on the same network?</b> Guest networks, mobile data and VPNs keep devices apart.
        </li>
        <li>
          <b>Has the address changed?</b> Ask whoever runs the host for the one on Host home, and open it
          instead of <code>{new URL(hostPlace.joinUrl).host}</code>.
        </li>
      </ol>
      <p>What you wrote is kept in this browser until it is sent.</p>
      <div className="acts">
        <button type="button" className="btn" autoFocus onClick={props.onClose}>
          Close
        </button>
      </div>
    </ModalDialog>
  );
}
