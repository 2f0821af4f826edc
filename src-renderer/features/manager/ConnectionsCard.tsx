import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionInfo } from '../../../src-shared/protocol/manager/operations.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { deviceWords } from '../../state/device-words.ts';
import { sentenceFor } from '../../state/errors.ts';
import { sinceWords } from '../../state/time-words.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Field } from '../../ui/Field.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { ConfirmDialog } from '../../ui/ModalDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { showToast } from '../../ui/toasts.ts';
import { qualityOf } from './panel-words.ts';

/** Rows before “Show all”. */
const rowsAtFirst = 8;
/** From here on a field to find somebody by name is worth its room. */
const manyRows = 20;

interface ConnectionsCardProps {
  readonly people: number;
  readonly connections: readonly ConnectionInfo[];
  readonly total: number;
  readonly nowMs: number;
  /** Looks again at once, after somebody was signed out. */
  readonly look: () => Promise<void>;
}

/** Who is connected, from where, how well; and the way to sign one session out. */
export function ConnectionsCard(props: ConnectionsCardProps) {
  const { people, connections, total } = props;
  const client = useClient();
  const [leaving, setLeaving] = useState<ConnectionInfo>();
  const [error, setError] = useState<string>();
  const [showsAll, setShowsAll] = useState(false);
  const [wanted, setWanted] = useState('');
  const found = byName(connections).filter(({ displayName }) =>
    displayName.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  const shown = showsAll ? found : found.slice(0, rowsAtFirst);

  async function signOut(connection: ConnectionInfo): Promise<void> {
    setError(undefined);
    try {
      await client.request('manager.disconnect', { sessionId: connection.sessionId });
      showToast(`${connection.displayName} is signed out on that device.`);
    } catch (failure) {
      setError(sentenceFor(failure));
    }
    await props.look();
  }

  return (
    <section className="card wide-12" aria-labelledby="connections-title" id="connected" tabIndex={-1}>
      <div className="card-head">
        <div>
          <h2 id="connections-title">Connected now</h2>
          <p className="sub">{countWords(people, total)}</p>
        </div>
        {connections.length > manyRows && (
          <Field
            label="Find somebody"
            value={wanted}
            onChange={(text) => {
              setWanted(text);
              setShowsAll(text.trim() !== '');
            }}
          />
        )}
      </div>
      {error !== undefined && <Notice tone="bad" title={error} isAnswer />}
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col" className="wide-table">
                Device
              </th>
              <th scope="col" className="wide-table">
                Address
              </th>
              <th scope="col" className="wide-table">
                Since
              </th>
              <th scope="col" className="end">
                Answer time
              </th>
              <th scope="col" className="wide-table end">
                Rooms
              </th>
              <th scope="col">
                <span className="sr">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((connection) => (
              <Row
                key={connection.connectionId}
                connection={connection}
                nowMs={props.nowMs}
                onSignOut={() => setLeaving(connection)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > shown.length && (
        <button type="button" className="textlink" onClick={() => setShowsAll(true)}>
          Show all {found.length}
        </button>
      )}
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

function Row(props: { connection: ConnectionInfo; nowMs: number; onSignOut: () => void }) {
  const { connection } = props;
  const { displayName, accountId } = connection;
  const ownId = useReplica((replica) => replica.account?.accountId);
  const tag = accountId === ownId ? 'you' : connection.kind === 'member' ? undefined : connection.kind;
  return (
    <tr>
      <th scope="row">
        <span className="who-cell">
          <Avatar id={accountId} name={displayName} />
          <span className="cut" dir="auto">
            {displayName}
          </span>
          {tag !== undefined && <span className="tag">{tag}</span>}
        </span>
      </th>
      <td className="wide-table">{deviceWords(connection.client).name}</td>
      <td className="wide-table">
        <code>{connection.address}</code>
      </td>
      <td className="wide-table">{sinceWords(Date.parse(connection.connectedAt), props.nowMs)}</td>
      <td className="end">
        <AnswerTime ms={connection.roundTripMs} />
      </td>
      <td className="wide-table end">{connection.rooms}</td>
      <td className="end">
        <MenuButton
          icon={Ellipsis}
          label={`Actions for ${displayName}`}
          entries={[{ label: 'Sign out this session', danger: true, act: props.onSignOut }]}
        />
      </td>
    </tr>
  );
}

const barsLit = { good: 4, fair: 2, slow: 1 } as const;

/** Four bars and the number; the word is read out. */
function AnswerTime(props: { ms: number | undefined }) {
  if (props.ms === undefined) return <span className="muted">measuring</span>;
  const quality = qualityOf(props.ms);
  return (
    <span className={`answer-time ${quality}`}>
      <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
        {[4, 7, 10.5, 13.5].map((height, index) => (
          <rect
            key={height}
            x={index * 3.7}
            y={14 - height}
            width="2.5"
            height={height}
            rx="1"
            fill="currentColor"
            opacity={index < barsLit[quality] ? 1 : 0.28}
          />
        ))}
      </svg>
      {Math.round(props.ms)} ms<span className="sr">, {quality}</span>
    </span>
  );
}

function byName(connections: readonly ConnectionInfo[]): readonly ConnectionInfo[] {
  return connections.toSorted(
    (a, b) => a.displayName.localeCompare(b.displayName) || a.connectedAt.localeCompare(b.connectedAt),
  );
}

function countWords(people: number, connections: number): string {
  const who = people === 1 ? '1 person' : `${people.toLocaleString()} people`;
  const ways = connections === 1 ? '1 connection' : `${connections.toLocaleString()} connections`;
  return `${who} over ${ways}`;
}
