import { type FormEvent, useState } from 'react';
import { RequestError } from '../../../src-shared/client/contract.ts';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { useClient } from '../../state/client-context.tsx';
import { freeNameIn, sentenceFor } from '../../state/errors.ts';
import { Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PhonePreview } from './PhonePreview.tsx';

type Mistake = { readonly field: 'host' | 'name' | 'password' | 'code'; readonly text: string };

/** First run: host name, your name, password; three fields, one screen, and what guests will see. */
export function FirstRunPage(props: { ticket: () => Promise<string>; onDone?: () => void }) {
  const client = useClient();
  const [hostName, setHostName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [mistake, setMistake] = useState<Mistake>();
  const [isBusy, setIsBusy] = useState(false);
  const names = { hostName: hostName.trim(), username: username.trim() };
  const errorOf = (field: Mistake['field']) => (mistake?.field === field ? mistake.text : undefined);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const wrong = whatIsMissing(names, password);
    setMistake(wrong);
    if (wrong || isBusy) return;
    setIsBusy(true);
    try {
      await client.claimOwner({ ticket: await props.ticket(), ...names, password });
      props.onDone?.();
    } catch (failure) {
      setMistake({ field: fieldOf(failure), text: sentenceFor(failure) });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div className="first-run">
      <main className="first-run-sheet">
        <p className="brand">
          <img src="/logo.svg" alt="" width="30" height="30" />
          Hearth
        </p>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <header>
            <h1>Start a chat on this computer</h1>
            <p className="lead">
              People on the same network join from a browser. They install nothing, and nothing leaves this
              building.
            </p>
          </header>
          <Field
            label="Host name"
            value={hostName}
            onChange={setHostName}
            hint="What others see when they join, for example “Cellar LAN”."
            error={errorOf('host')}
            maxLength={64}
            autoFocus
          />
          <Field
            label="Your name"
            value={username}
            onChange={setUsername}
            error={errorOf('name')}
            maxLength={limits.usernameCharacters}
            autoComplete="username"
          />
          <Field
            label="Password"
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            hint={`Only you need it, with at least ${limits.passwordCharacters.min} characters. Guests join with a nickname.`}
            error={errorOf('password')}
            secret
          />
          {mistake?.field === 'code' && (
            <Notice tone="bad" title={mistake.text} isAnswer>
              Start the host again to get a new one.
            </Notice>
          )}
          <button type="submit" className="btn primary big wide" aria-busy={isBusy}>
            Start hosting
          </button>
        </form>
      </main>
      <PhonePreview {...names} />
    </div>
  );
}

function whatIsMissing(names: { hostName: string; username: string }, password: string): Mistake | undefined {
  if (names.hostName === '') return { field: 'host', text: 'Give the host a name.' };
  if (names.username === '') return { field: 'name', text: 'Say who you are.' };
  if (password.length < limits.passwordCharacters.min) {
    const text = `The password needs at least ${limits.passwordCharacters.min} characters.`;
    return { field: 'password', text };
  }
  return undefined;
}

function fieldOf(failure: unknown): Mistake['field'] {
  if (freeNameIn(failure) !== undefined) return 'name';
  return failure instanceof RequestError && failure.wire.kind === 'forbidden' ? 'code' : 'password';
}
