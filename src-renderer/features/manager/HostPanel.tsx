import { ArrowLeft, Copy, Ellipsis } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ConnectionInfo, HostStatus } from '../../../src-shared/protocol/manager/operations.ts';
import type { Health } from '../../../src-shared/protocol/system/operations.ts';
import { desktopBridge } from '../../bridge/desktop-bridge.ts';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { goTo } from '../../state/route.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { ConfirmDialog } from '../../ui/ModalDialog.tsx';
import { ComputerCard } from './ComputerCard.tsx';
import { Plot } from './Plot.tsx';
import { QrCode } from './QrCode.tsx';

const refreshMs = 2000;
const stateWords: Readonly<Record<Health['state'], string>> = {
  healthy: 'Everything works',
  degraded: 'Works, with something to look at',
  read_only: 'Reading works, writing does not',
  offline: 'Not working',
};

/** The desktop has a window for each. */
function backToRooms(): void {
  if (desktopBridge?.kind === 'administration') void desktopBridge.openChat();
  else goTo({ kind: 'home' });
}

interface Panel {
  readonly status: HostStatus;
  readonly health: Health;
  readonly connections: readonly ConnectionInfo[];
}

/** The host on one screen: is it on, how do others get in, who is there, how is it doing. */
export function HostPanel() {
  const client = useClient();
  const [panel, setPanel] = useState<Panel>();
  const [error, setError] = useState<string>();
  const [asksStop, setAsksStop] = useState(false);

  useEffect(() => {
    let isCurrent = true;
    async function look(): Promise<void> {
      try {
        const [status, health, { connections }] = await Promise.all([
          client.request('manager.status', {}),
          client.request('system.health', {}),
          client.request('manager.connections', {}),
        ]);
        if (isCurrent) setPanel({ status, health, connections });
        if (isCurrent) setError(undefined);
      } catch (failure) {
        if (isCurrent) setError(sentenceFor(failure));
      }
    }
    void look();
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, refreshMs);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [client]);

  async function setOpen(open: boolean): Promise<void> {
    try {
      await client.request('manager.setOpen', { open });
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  if (!panel) return error === undefined ? null : <p role="alert">{error}</p>;
  const { status, health, connections } = panel;
  const others = new Set(connections.map((connection) => connection.accountId)).size - 1;
  return (
    <main className="page scroll">
      <section className="card wide-12" aria-label="State">
        <div className="hero">
          <IconButton icon={ArrowLeft} label="Back to the rooms" onPress={backToRooms} />
          <span
            className={health.state === 'healthy' && status.open ? 'light' : 'light warn'}
            aria-hidden="true"
          />
          <div>
            <h1>{status.open ? `${status.hostName} is on` : `${status.hostName} is stopped`}</h1>
            <p className="muted">
              {stateWords[health.state]} · since{' '}
              {new Date(status.since).toLocaleTimeString([], { timeStyle: 'short' })}
            </p>
          </div>
          <div className="acts">
            {status.open ? (
              <button type="button" className="btn" onClick={() => setAsksStop(true)}>
                Stop hosting
              </button>
            ) : (
              <button type="button" className="btn primary" onClick={() => void setOpen(true)}>
                Start hosting
              </button>
            )}
          </div>
        </div>
        {error !== undefined && <p role="alert">{error}</p>}
        {health.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
      </section>
      <Addresses status={status} />
      <section className="card wide-6" aria-labelledby="health-title">
        <h2 id="health-title">Health</h2>
        {health.parts.map((part) => (
          <div className="fact" key={part.name}>
            <span>{part.name}</span>
            <span>{part.fact ?? stateWords[part.state]}</span>
          </div>
        ))}
        <Fact name="Messages" value={status.messages.toLocaleString()} />
        <Fact name="Rooms" value={status.rooms.toLocaleString()} />
        <Fact name="Data" value={`${megabytes(status.dataBytes)} in ${status.dataFolder}`} />
      </section>
      <Connections connections={connections} />
      <Plots status={status} />
      {desktopBridge?.kind === 'administration' && <ComputerCard bridge={desktopBridge} />}
      {asksStop && (
        <ConfirmDialog
          title={`Stop hosting and cut off ${others === 1 ? '1 person' : `${Math.max(0, others)} people`}?`}
          text="Nothing is lost. They come back by themselves when you start hosting again."
          verb="Stop hosting"
          onConfirm={() => void setOpen(false)}
          onClose={() => setAsksStop(false)}
        />
      )}
    </main>
  );
}

function Fact(props: { name: string; value: string }) {
  return (
    <div className="fact">
      <span>{props.name}</span>
      <span>{props.value}</span>
    </div>
  );
}

function Addresses(props: { status: HostStatus }) {
  const [copied, setCopied] = useState<string>();
  const first = props.status.addresses[0];

  function copy(url: string): void {
    // On plain HTTP there is no clipboard; the address can still be selected by hand.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    if (!clipboard) {
      setCopied('This browser copies only on a secure address. Select the text instead.');
      return;
    }
    clipboard.writeText(url).then(
      () => setCopied(`${url} is copied.`),
      () => setCopied('The browser did not allow copying.'),
    );
  }

  return (
    <section className="card wide-6" aria-labelledby="join-title">
      <h2 id="join-title">Others join here</h2>
      <p className="sub">Type the first address into a browser on this network, or scan the code.</p>
      {props.status.addresses.map(({ url, label }) => (
        <div className="address" key={url}>
          <code>{url}</code>
          <span className="muted">{label}</span>
          <IconButton icon={Copy} label={`Copy ${url}`} onPress={() => copy(url)} />
        </div>
      ))}
      <p role="status">{copied}</p>
      {first && <QrCode text={first.url} />}
    </section>
  );
}

function Connections(props: { connections: readonly ConnectionInfo[] }) {
  const client = useClient();
  const [leaving, setLeaving] = useState<ConnectionInfo>();
  const [error, setError] = useState<string>();

  async function signOut(connection: ConnectionInfo): Promise<void> {
    setError(undefined);
    try {
      await client.request('manager.disconnect', { sessionId: connection.sessionId });
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  return (
    <section className="card wide-12" aria-labelledby="connections-title">
      <h2 id="connections-title">Connected now</h2>
      {error !== undefined && <p role="alert">{error}</p>}
      <table className="table">
        <thead>
          <tr>
            <th>Who</th>
            <th className="wide-table">With</th>
            <th className="wide-table">Address</th>
            <th>Answer time</th>
            <th>
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.connections.map((connection) => (
            <tr key={connection.connectionId}>
              <td dir="auto">{connection.displayName}</td>
              <td className="wide-table">{connection.client}</td>
              <td className="wide-table">{connection.address}</td>
              <td>{connection.roundTripMs === undefined ? '…' : `${connection.roundTripMs} ms`}</td>
              <td>
                <MenuButton
                  icon={Ellipsis}
                  label={`Actions for ${connection.displayName}`}
                  entries={[
                    {
                      label: 'Sign out this session',
                      danger: true,
                      act: () => setLeaving(connection),
                    },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {leaving && (
        <ConfirmDialog
          title={`Sign ${leaving.displayName} out on 1 device?`}
          text="Their other devices stay signed in. What they wrote stays."
          verb="Sign out"
          onConfirm={() => void signOut(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </section>
  );
}

function Plots(props: { status: HostStatus }) {
  const { samples } = props.status;
  return (
    <>
      <Plot title="Connections" values={samples.map((sample) => sample.connections)} unit="" />
      <Plot
        title="Memory"
        values={samples.map((sample) => Math.round(sample.memoryBytes / 1048576))}
        unit=" MB"
      />
      <Plot title="Event-loop delay" values={samples.map((sample) => sample.eventLoopDelayMs)} unit=" ms" />
    </>
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1048576).toLocaleString()} MB`;
}
