import { type FormEvent, useState } from 'react';
import type { HostInfo } from '../../../src-shared/protocol/system/operations.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient } from '../../state/client-context.tsx';
import { sentenceFor } from '../../state/errors.ts';
import { Field } from '../../ui/Field.tsx';

type Way = 'guest' | 'login' | 'register';

interface JoinPageProps {
  readonly info: HostInfo | 'unreachable' | undefined;
  readonly because: 'never' | 'logged_out' | 'session_ended';
}

const buttons: Readonly<Record<Way, string>> = { guest: 'Join', login: 'Log in', register: 'Create account' };

/** One field for a guest; name and password for those who have or want an account. */
export function JoinPage(props: JoinPageProps) {
  const client = useClient();
  const [way, setWay] = useState<Way>('guest');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const hostName = typeof props.info === 'object' ? props.info.hostName : undefined;

  function choose(next: Way): void {
    setWay(next);
    setError(undefined);
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') {
      setError('Type a name first.');
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      if (way === 'guest') await client.join({ displayName: trimmed });
      else if (way === 'login') await client.login({ username: trimmed, password });
      else await client.register({ username: trimmed, password });
    } catch (failure) {
      setError(sentenceFor(failure));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="welcome">
      <main>
        <header>
          <img src="/logo.svg" alt="" width="56" height="56" />
          <h1>{hostName === undefined ? 'Join this host' : `Join ${hostName}`}</h1>
          <p className="lead">{leadFor(props, way)}</p>
        </header>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Field
            key={way === 'guest' ? 'nickname' : 'name'}
            label={way === 'guest' ? 'Nickname' : 'Name'}
            value={name}
            onChange={setName}
            maxLength={limits.displayNameCharacters}
            autoComplete={way === 'guest' ? 'nickname' : 'username'}
            error={way === 'guest' ? error : undefined}
            autoFocus
          />
          {way !== 'guest' && (
            <Field
              label="Password"
              value={password}
              onChange={setPassword}
              autoComplete={way === 'login' ? 'current-password' : 'new-password'}
              hint={way === 'register' ? `At least ${limits.passwordCharacters.min} characters.` : undefined}
              error={error}
              secret
            />
          )}
          <button type="submit" className="btn primary big wide" disabled={busy}>
            {buttons[way]}
          </button>
        </form>
        <footer className="foot">
          {way !== 'guest' && <Way label="Join with a nickname" choose={() => choose('guest')} />}
          {way !== 'login' && <Way label="Log in" choose={() => choose('login')} />}
          {way !== 'register' && <Way label="Create an account" choose={() => choose('register')} />}
        </footer>
      </main>
    </div>
  );
}

function Way(props: { label: string; choose: () => void }) {
  return (
    <button type="button" className="textlink" onClick={props.choose}>
      {props.label}
    </button>
  );
}

function leadFor(props: JoinPageProps, way: Way): string {
  if (props.info === 'unreachable')
    return 'The host does not answer at the moment. It may be asleep or stopped.';
  if (typeof props.info === 'object' && !props.info.open) return 'The owner has stopped this host for now.';
  if (props.because === 'session_ended') return 'You were signed out. Join again to go on.';
  if (way === 'register') return 'A name and a password. No mail address, nothing else.';
  if (way === 'login') return 'Welcome back.';
  return 'Everything stays on this network. Pick a name and start talking.';
}
