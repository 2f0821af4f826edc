import { type FormEvent, useState } from 'react';
import { limits } from '../../../src-shared/protocol/core/limits.ts';
import { browserStorage } from '../../state/browser-client.ts';
import { useClient } from '../../state/client-context.tsx';
import { freeNameIn, sentenceFor } from '../../state/errors.ts';
import { Field } from '../../ui/Field.tsx';

export type Way = 'guest' | 'login' | 'register';

/** The name that was used here last, so that coming back is one click. */
const lastNameKey = 'hearth.lastName';
const buttons: Readonly<Record<Way, string>> = { guest: 'Join', login: 'Log in', register: 'Create account' };
const nameHints: Readonly<Record<Way, string | undefined>> = {
  guest: 'Others see this name. You can change it later.',
  login: undefined,
  register: 'Others see this name, and you log in with it. No mail address is needed.',
};

type Mistake = {
  readonly field: 'name' | 'password';
  readonly text: string;
  readonly free?: string | undefined;
};

/** The form of one way in, with the switch to the other two. */
export function JoinForm(props: { way: Way; choose: (way: Way) => void }) {
  const { way } = props;
  const client = useClient();
  const [name, setName] = useState(() => browserStorage.load(lastNameKey) ?? '');
  const [password, setPassword] = useState('');
  const [mistake, setMistake] = useState<Mistake>();
  const [isBusy, setIsBusy] = useState(false);

  async function enter(wanted: string): Promise<void> {
    const wrong = whatIsMissing(way, wanted, password);
    setMistake(wrong);
    if (wrong || isBusy) return;
    setIsBusy(true);
    try {
      if (way === 'guest') await client.join({ displayName: wanted });
      else if (way === 'login') await client.login({ username: wanted, password });
      else await client.register({ username: wanted, password });
      browserStorage.save(lastNameKey, wanted);
    } catch (failure) {
      const free = freeNameIn(failure);
      const isAboutName = way === 'guest' || free !== undefined;
      setMistake({ field: isAboutName ? 'name' : 'password', text: sentenceFor(failure), free });
    } finally {
      setIsBusy(false);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void enter(name.trim());
  }

  const free = mistake?.free;
  return (
    <form className="join-form" onSubmit={submit} noValidate>
      <Field
        label={way === 'guest' ? 'Nickname' : 'Name'}
        value={name}
        onChange={setName}
        maxLength={limits.displayNameCharacters}
        autoComplete={way === 'guest' ? 'nickname' : 'username'}
        hint={nameHints[way]}
        error={mistake?.field === 'name' ? mistake.text : undefined}
        autoFocus
      />
      {free !== undefined && (
        <button
          type="button"
          className="btn wide"
          onClick={() => {
            setName(free);
            void enter(free);
          }}
        >
          Come in as “{free}”
        </button>
      )}
      {way !== 'guest' && (
        <Field
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete={way === 'login' ? 'current-password' : 'new-password'}
          hint={way === 'register' ? `At least ${limits.passwordCharacters.min} characters.` : undefined}
          error={mistake?.field === 'password' ? mistake.text : undefined}
          secret
        />
      )}
      <button type="submit" className="btn primary big wide" aria-busy={isBusy}>
        {buttons[way]}
      </button>
      <p className="other-ways">
        {way !== 'guest' && <OtherWay label="Join with a nickname" choose={() => props.choose('guest')} />}
        {way !== 'login' && <OtherWay label="Log in" choose={() => props.choose('login')} />}
        {way !== 'register' && <OtherWay label="Create an account" choose={() => props.choose('register')} />}
      </p>
    </form>
  );
}

function OtherWay(props: { label: string; choose: () => void }) {
  return (
    <button type="button" className="textlink" onClick={props.choose}>
      {props.label}
    </button>
  );
}

function whatIsMissing(way: Way, name: string, password: string): Mistake | undefined {
  if (name === '') return { field: 'name', text: 'Type a name first.' };
  if (way === 'login' && password === '') return { field: 'password', text: 'Type your password.' };
  if (way === 'register' && password.length < limits.passwordCharacters.min) {
    const text = `The password needs at least ${limits.passwordCharacters.min} characters.`;
    return { field: 'password', text };
  }
  return undefined;
}
