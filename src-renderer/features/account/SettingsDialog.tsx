import { useEffect, useState } from 'react';
import type { SessionInfo } from '../../../src-shared/protocol/account/entities.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient, useReplica } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { changeSettings, type Settings, useSettings } from '../../state/settings.ts';
import { Field } from '../../ui/Field.tsx';
import { ModalDialog } from '../../ui/ModalDialog.tsx';

/** Who I am here, how it looks, and where I am signed in. */
export function SettingsDialog(props: { onClose: () => void }) {
  return (
    <ModalDialog title="Settings" wide onClose={props.onClose}>
      <Profile />
      <Look />
      <Sessions />
    </ModalDialog>
  );
}

function Profile() {
  const client = useClient();
  const account = useReplica((replica) => replica.account);
  const [name, setName] = useState(account?.displayName ?? '');
  const [note, setNote] = useState<{ text: string; isBad: boolean }>();

  async function save(): Promise<void> {
    try {
      await client.request('profile.update', { displayName: name });
      setNote({ text: 'Saved.', isBad: false });
    } catch (error) {
      setNote({ text: sentenceFor(error), isBad: true });
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label="Your name"
        value={name}
        onChange={setName}
        maxLength={limits.displayNameCharacters}
        error={note?.isBad ? note.text : undefined}
        hint={note?.isBad ? undefined : note?.text}
      />
      <div className="acts">
        <button type="submit" className="btn" disabled={name.trim() === '' || name === account?.displayName}>
          Save name
        </button>
      </div>
    </form>
  );
}

function Look() {
  const settings = useSettings();
  return (
    <div className="stack-16">
      <Choice
        title="Theme"
        value={settings.theme}
        options={[
          ['system', 'Like the system'],
          ['light', 'Light'],
          ['dark', 'Dark'],
        ]}
        onChange={(theme) => changeSettings({ theme })}
      />
      <Choice
        title="Density"
        value={settings.density}
        options={[
          ['comfortable', 'Comfortable'],
          ['compact', 'Compact'],
        ]}
        onChange={(density) => changeSettings({ density })}
      />
      <Choice
        title="Enter key"
        value={settings.enter}
        options={[
          ['send', 'Sends, Shift+Enter makes a line'],
          ['newline', 'Makes a line, Ctrl+Enter sends'],
        ]}
        onChange={(enter) => changeSettings({ enter })}
      />
      <Choice
        title="Rooms open at"
        value={settings.landing}
        options={[
          ['unread', 'The first unread message'],
          ['newest', 'The newest message'],
        ]}
        onChange={(landing) => changeSettings({ landing })}
      />
    </div>
  );
}

function Choice<
  Value extends Settings['theme'] | Settings['density'] | Settings['enter'] | Settings['landing'],
>(props: {
  title: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="choices">
      <legend>{props.title}</legend>
      {props.options.map(([value, label]) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name={props.title}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function Sessions() {
  const client = useClient();
  const [sessions, setSessions] = useState<readonly SessionInfo[]>([]);
  const [error, setError] = useState<string>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    client
      .request('account.listSessions', {})
      .then((answer) => {
        if (isCurrent) setSessions(answer.sessions);
      })
      .catch((failure: unknown) => {
        if (isCurrent) setError(sentenceFor(failure));
      });
    return () => {
      isCurrent = false;
    };
  }, [client, round]);

  async function end(session: SessionInfo): Promise<void> {
    try {
      await client.request('account.endSession', { sessionId: session.sessionId });
      setRound(round + 1);
    } catch (failure) {
      setError(sentenceFor(failure));
    }
  }

  return (
    <>
      <h3 className="section-title">Where you are signed in</h3>
      {error !== undefined && <p role="alert">{error}</p>}
      <table className="table">
        <thead>
          <tr>
            <th>Device</th>
            <th>Address</th>
            <th>Last seen</th>
            <th>
              <span className="sr">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.sessionId}>
              <td>
                {shortClient(session.client)}
                {session.current && ' (this one)'}
              </td>
              <td>{session.address ?? ''}</td>
              <td>
                {new Date(session.lastSeenAt).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })}
              </td>
              <td>
                {!session.current && (
                  <button type="button" className="btn small" onClick={() => void end(session)}>
                    Sign out
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="acts">
        <button type="button" className="btn" onClick={() => void client.logout({ everywhere: true })}>
          Sign out everywhere
        </button>
        <button type="button" className="btn" onClick={() => void client.logout({ everywhere: false })}>
          Sign out
        </button>
      </div>
    </>
  );
}

/** `Mozilla/5.0 (X11; Linux…) … Chrome/…` as a person would say it. */
function shortClient(client: string | undefined): string {
  if (client === undefined) return 'Unknown';
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(client)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(client)?.[1];
  if (!browser) return client;
  const name = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser;
  return system ? `${name} on ${system === 'Mac OS X' ? 'Mac' : system}` : name;
}
