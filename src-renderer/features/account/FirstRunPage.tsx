import { type FormEvent, useState } from 'react';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { Field } from '../../ui/Field.tsx';

/** First run: host name, your name, password; three fields, one screen. */
export function FirstRunPage(props: { ticket: () => Promise<string>; onDone?: () => void }) {
  const client = useClient();
  const [hostName, setHostName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<{
    readonly field: 'host' | 'name' | 'password';
    readonly text: string;
  }>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (hostName.trim() === '') return setError({ field: 'host', text: 'Give the host a name.' });
    if (username.trim() === '') return setError({ field: 'name', text: 'Say who you are.' });
    if (password.length < limits.passwordCharacters.min) {
      const text = `The password needs at least ${limits.passwordCharacters.min} characters.`;
      return setError({ field: 'password', text });
    }
    setBusy(true);
    setError(undefined);
    try {
      await client.claimOwner({
        ticket: await props.ticket(),
        hostName: hostName.trim(),
        username: username.trim(),
        password,
      });
      props.onDone?.();
    } catch (failure) {
      setError({ field: 'password', text: sentenceFor(failure) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="welcome">
      <main>
        <header>
          <img src="/logo.svg" alt="" width="56" height="56" />
          <h1>Set up your host</h1>
          <p className="lead">
            This computer will keep the rooms, the people and the history. Nothing leaves your network.
          </p>
        </header>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Field
            label="Host name"
            value={hostName}
            onChange={setHostName}
            hint="What others see when they join, for example “Cellar LAN”."
            error={error?.field === 'host' ? error.text : undefined}
            maxLength={64}
            autoFocus
          />
          <Field
            label="Your name"
            value={username}
            onChange={setUsername}
            error={error?.field === 'name' ? error.text : undefined}
            maxLength={limits.usernameCharacters}
            autoComplete="username"
          />
          <Field
            label="Password"
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            hint={`At least ${limits.passwordCharacters.min} characters. You log in with it from other devices.`}
            error={error?.field === 'password' ? error.text : undefined}
            secret
          />
          <button type="submit" className="btn primary big wide" disabled={busy}>
            Start hosting
          </button>
        </form>
      </main>
    </div>
  );
}
